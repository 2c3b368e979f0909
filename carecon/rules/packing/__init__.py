"""Packs: from a file to rules, with every mistake told by file and line."""
