"""The keyring: the one way to a subject's key. It makes them and finds them; `expiry` ends them on their day.

One keyring per process, made after any fork; threads share it, and so may other processes on the same host.
"""

from collections import OrderedDict
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from secrets import token_bytes
from threading import Lock
from typing import Final

from oneboard.privacy.files import make_directory
from oneboard.privacy.keys import SubjectKey
from oneboard.privacy.store import KeyStore, Pair, Scope, WrappedKey, open_scope, raw, text
from oneboard.privacy.suite import KEY_BYTES, nonces
from oneboard.privacy.wrapping import Wrapping, WrappingKeys

#: Each takes about a quarter of a kilobyte. A key with its cipher would take three, and is made from it in 2 µs.
_CACHED_KEYS: Final = 10_000

#: SQLite takes 32,766 parameters in a statement; two go to each key.
_FETCHED_AT_ONCE: Final = 10_000


class ScopeClosed(Exception):
    """The scope's keys are destroyed or about to be: nothing new may be sealed under it."""


class WrappingKeyLost(Exception):
    """An open scope has no file in `wrapping/`: restore it from the backup."""


class Keyring:
    """What it keeps in memory is valid for one generation of the store, which every call asks for first.

    Once any process has closed a scope, the next call drops everything. Hold a `SubjectKey` for one batch.
    """

    def __init__(self, home: Path, cached_keys: int = _CACHED_KEYS) -> None:
        self.store = KeyStore(home / "keys")
        self.wrapping_keys = WrappingKeys(home / "keys" / "wrapping")
        self._lock = Lock()
        self._generation = -1
        self._cached_keys = cached_keys
        self._roots: OrderedDict[Pair, bytes] = OrderedDict()
        self._wrappings: dict[int, Wrapping] = {}
        self._scopes: dict[tuple[str, str, str], Scope] = {}

    def scope(self, incident: str | None, register: str, period: str, expires_on: int) -> Scope:
        """Made if it is missing; one that exists keeps its day. Raises ScopeClosed where it has expired."""
        name = (incident or "", register, period)
        with self._lock:
            self._drop_outdated()
            if name not in self._scopes:
                self._scopes[name] = self._scope(name, expires_on)
            return self._scopes[name]

    def keys(self, wanted: Collection[Pair], *, durably: bool = True) -> dict[Pair, SubjectKey]:
        """The key of each pair, the missing ones made before this returns. Raises ScopeClosed.

        Not `durably`: whoever keeps what they seal calls `make_durable` first, once for many batches.
        """
        found = self.find_all(wanted)
        missing = sorted({pair for pair in wanted if pair not in found})
        return found | self._made(missing, durably) if missing else found

    def make_durable(self) -> None:
        """Every key that was found or made so far outlives a power cut."""
        self.store.make_durable()

    def find(self, scope_no: int, subject: str) -> SubjectKey | None:
        """None: expired, or there never was one."""
        return self.find_all([(scope_no, subject)]).get((scope_no, subject))

    def find_all(self, wanted: Iterable[Pair]) -> dict[Pair, SubjectKey]:
        """Without those that expired or never were. Makes none."""
        with self._lock:
            self._drop_outdated()
            pairs = list(dict.fromkeys(wanted))
            found = {pair: self._roots[pair] for pair in pairs if pair in self._roots}
            for pair in found:
                self._roots.move_to_end(pair)
            missing = [pair for pair in pairs if pair not in found]
            for start in range(0, len(missing), _FETCHED_AT_ONCE):
                found |= self._fetched(missing[start : start + _FETCHED_AT_ONCE])
        return {pair: SubjectKey(*pair, root) for pair, root in found.items()}

    def backup(self, target: Path) -> None:
        """A consistent copy in a new directory `target/keys`, while others write.

        Copy the journal before the keys: then every sealed value in the copy has its key.
        """
        make_directory(target / "keys")
        self.store.copy_to(target / "keys" / "keys.sqlite")
        self.wrapping_keys.copy_to(
            target / "keys" / "wrapping", (scope.no for scope in self.store.scopes("open"))
        )

    def close(self) -> None:
        self.store.close()

    def wrapping(self, scope_no: int) -> Wrapping | None:
        """None: the scope is closed. Raises WrappingKeyLost."""
        with self._lock:
            self._drop_outdated()
            return self._wrapping(scope_no)

    def drop_outdated(self) -> None:
        """For a process that seals and opens nothing for long: forgets what another one has destroyed."""
        with self._lock:
            self._drop_outdated()

    def _drop_outdated(self) -> None:
        generation = self.store.generation()
        if generation != self._generation:
            self._generation = generation
            self._roots.clear()
            self._wrappings.clear()
            self._scopes.clear()

    def _scope(self, name: tuple[str, str, str], expires_on: int) -> Scope:
        known = self.store.scope(*name)
        if known is None:
            self._make_scope(name, expires_on)
            known = self.store.scope(*name)
        if known is None or not known[1]:
            raise ScopeClosed(" ".join(name))
        return known[0]

    def _make_scope(self, name: tuple[str, str, str], expires_on: int) -> None:
        insert = "INSERT OR IGNORE INTO scope (incident, register, period, expires_on) VALUES (?, ?, ?, ?)"
        with self.store.write() as transaction:
            made = transaction.execute(insert, (*name, expires_on))
            if made.rowcount and made.lastrowid:
                # Before the commit: a scope that anyone can see has its wrapping key.
                self.wrapping_keys.create(made.lastrowid)

    def _fetched(self, pairs: Sequence[Pair]) -> dict[Pair, bytes]:
        found: dict[Pair, bytes] = {}
        for scope_no, subject, wrapped, wrapped_by in self.store.fetch(pairs):
            wrapping = self._wrapping(wrapped_by)
            if wrapping is not None:
                found[scope_no, text(subject)] = wrapping.unwrap(scope_no, subject, wrapped)
        self._keep(found)
        return found

    def _keep(self, roots: dict[Pair, bytes]) -> None:
        self._roots.update(roots)
        while len(self._roots) > self._cached_keys:
            self._roots.popitem(last=False)

    def _wrapping(self, scope_no: int) -> Wrapping | None:
        if scope_no not in self._wrappings:
            # The file first: if the scope is still open afterwards, it was read before anyone overwrote it.
            wrapping = self.wrapping_keys.read(scope_no)
            if not self.store.is_open(scope_no):
                return None
            if wrapping is None:
                raise WrappingKeyLost(f"scope {scope_no}")
            self._wrappings[scope_no] = wrapping
        return self._wrappings[scope_no]

    def _made(self, pairs: Sequence[Pair], durably: bool) -> dict[Pair, SubjectKey]:
        random = token_bytes(KEY_BYTES * len(pairs))
        roots = {pair: random[n * KEY_BYTES : (n + 1) * KEY_BYTES] for n, pair in enumerate(pairs)}
        if self._insert(self._wrapped(roots), durably) == len(roots):
            return {pair: SubjectKey(*pair, root) for pair, root in roots.items()}
        # Another thread or process was first with some of them: what it stored is the key.
        return self.find_all(pairs)

    def _wrapped(self, roots: dict[Pair, bytes]) -> list[WrappedKey]:
        wrappings = {scope_no: self.wrapping(scope_no) for scope_no in {pair[0] for pair in roots}}
        rows = []
        for ((scope_no, subject), root), nonce in zip(roots.items(), nonces(len(roots)), strict=True):
            wrapping = wrappings[scope_no]
            if wrapping is None:
                raise ScopeClosed(f"scope {scope_no}")
            id_bytes = raw(subject)
            rows.append(
                WrappedKey(scope_no, id_bytes, wrapping.wrap(scope_no, id_bytes, root, nonce), scope_no)
            )
        return rows

    def _insert(self, rows: Sequence[WrappedKey], durably: bool) -> int:
        """How many were new. In order of the id, which for UUIDv7 is the order of the file."""
        with self.store.write(durably=durably) as transaction:
            # Asked again inside: what closes a scope takes the same lock.
            for scope_no in {row.scope_no for row in rows}:
                if open_scope(transaction, scope_no) is None:
                    raise ScopeClosed(f"scope {scope_no}")
            insert = "INSERT OR IGNORE INTO subject_key VALUES (?, ?, ?, ?)"
            return transaction.executemany(insert, rows).rowcount
