"""Figures of processes, asked of this one."""

import os
import time

import pytest

from acd.bench import processes


def test_work_costs_cpu() -> None:
    """A tenth of a second of work shows, in steps of 10 ms."""
    before = processes.cpu_s(os.getpid())
    end = time.thread_time() + 0.1
    while time.thread_time() < end:
        pass
    assert processes.cpu_s(os.getpid()) - before >= 0.08


def test_memory_is_that_of_a_python_process() -> None:
    """More than a megabyte, less than all."""
    assert 1_000 < processes.resident_kb(os.getpid()) < 16_000_000


def test_a_process_that_is_gone_is_an_error() -> None:
    """Never a zero that looks like a figure."""
    with pytest.raises(FileNotFoundError):
        processes.cpu_s(2**22 + 1)
