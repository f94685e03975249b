"""Files of recordings: begun for the PBX, finished, repaired after crashes, and kept in a store; the disk watched."""
