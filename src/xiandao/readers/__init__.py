"""Readers of files: bytes in, a source out, or a refusal that says what to do."""

from xiandao.readers.folders import find_documents
from xiandao.readers.limits import Limits
from xiandao.readers.opening import read_source

__all__ = ["Limits", "find_documents", "read_source"]
