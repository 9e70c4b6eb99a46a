"""The turn: whoever has much to work out in Python takes it, so that threads queue instead of fighting.

The interpreter runs one thread at a time, and each call into SQLite or OpenSSL offers it to the next. With dozens of
threads under way, handing it to and fro costs as much again as the work, and so does coming back to what others have
pushed out of the processor's cache. With the turn taken nobody waits for the journal's store or its disk.
"""

from threading import RLock
from typing import Final

#: Again for whoever has it: what is decided inside a transaction may have to be prepared there.
TURN: Final = RLock()
