"""Facts about blobs: photographs, signatures, recordings."""

from oneboard.foundation.ids import Id
from oneboard.vocabulary.facts import Address, Fact, Leaves, fact


@fact("blob.stored@1", leaves=Leaves.WITH_ITS_KEY)
class BlobStored(Fact, frozen=True):
    """The bytes an answer referred to by `upload` are here, sealed under the entry's subject's key.

    `address` is the SHA-256 of the ciphertext, `length` the plaintext's bytes. No name, no plaintext hash.
    """

    upload: Id
    address: Address
    length: int
    media_type: str
