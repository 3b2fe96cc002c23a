"""Steers tests/faults/shim.cc, and plays its undo log back: what a power cut leaves of a disk."""

import mmap
import os
import random
import shutil
import struct

FSYNC_ERRNO, WRITE_ERRNO, CLOCK_MS, UNDO, FAULTS = range(5)


class Control:
    """The shim's control file, and the folder of its undo log."""

    def __init__(self, folder):
        self.path = os.path.join(folder, "shim-control")
        self.undo = os.path.join(folder, "shim-undo")
        os.makedirs(self.undo, exist_ok=True)
        with open(self.path, "wb") as out:
            out.write(bytes(8 * 8))
        self.file = open(self.path, "r+b")
        self.map = mmap.mmap(self.file.fileno(), 0)

    def environment(self, library, root):
        return {"LD_PRELOAD": library, "JIEDUI_SHIM_CONTROL": self.path, "JIEDUI_SHIM_ROOT": os.path.realpath(root),
                "JIEDUI_SHIM_UNDO": self.undo}

    def set(self, field, value):
        self.map[8 * field:8 * field + 8] = struct.pack("q", value)

    def get(self, field):
        return struct.unpack("q", self.map[8 * field:8 * field + 8])[0]

    def cut_power(self, seed, lost=1.0):
        """Takes back what was not on disk, each write with the chance `lost`; how many were taken back."""
        chance = random.Random(seed)
        names = sorted(os.listdir(self.undo))
        taken = sum(self._undo_data(name, chance, lost) for name in names if name[0] == "d")
        steps = []
        for name in names:
            if name[0] == "n":
                with open(os.path.join(self.undo, name), encoding="utf-8") as log:
                    steps += [line.rstrip("\n").split("\t") for line in log]
        steps.sort(key=lambda step: int(step[0]), reverse=True)
        # Names come to disk in their order: what is lost is the end.
        gone = len(steps) if lost >= 1 else chance.randint(0, len(steps))
        for step in steps[:gone]:
            self._undo_name(*step[1:])
        shutil.rmtree(self.undo)
        os.makedirs(self.undo)
        return taken + gone

    def _undo_data(self, name, chance, lost):
        target = os.path.join(self.undo, "i" + name[1:])
        with open(os.path.join(self.undo, name), "rb") as log:
            text = log.read()
        records, at = [], 0
        while at + 24 <= len(text):
            offset, length, size = struct.unpack_from("qqq", text, at)
            records.append((offset, text[at + 24:at + 24 + length], size))
            at += 24 + length
        taken = 0
        with open(target, "r+b") as file:
            for offset, old, size in reversed(records):
                if chance.random() >= lost:
                    continue
                file.seek(offset)
                file.write(old)
                file.flush()
                if lost >= 1:  # otherwise a later write that stayed may lie behind the old end
                    os.ftruncate(file.fileno(), size)
                taken += 1
        return taken

    @staticmethod
    def _undo_name(what, path, source, backup):
        if what in "CR" and os.path.lexists(path):
            if what == "R" and os.path.isdir(os.path.dirname(source)):
                os.rename(path, source)
            else:
                os.unlink(path)
        if backup and os.path.exists(backup) and os.path.isdir(os.path.dirname(path)):
            os.link(backup, path)
