"""Data Import: a sheet's rows as documents (contract 8.14, X43).

``sheets`` reads a file, ``columns`` takes its headers for fields, ``values`` turns cells into field values, ``lookups``
asks the database once for all rows, ``plan`` puts these together as rows with their problems, ``rehearsal`` runs the
documents' life cycle and takes it back, ``run`` writes, ``template`` makes the files that people fill, ``service`` is
what the DocType, the network and the command line call.
"""

from __future__ import annotations
