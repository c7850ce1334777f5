"""What ``./bench`` makes before the framework can run: Python environment, desk, ``sites/``, Debian packages, tests.

Runs under the machine's own Python with the standard library alone, so it imports nothing of the framework.
"""
