"""What can go wrong with the PBX; each message is one sentence that names the mend."""


class PbxError(Exception):
    """Something about the PBX that an operator must mend."""


class AsteriskMissing(PbxError):
    """No usable Asterisk: none at all, too old, or a known bad version."""


class InstallFailed(PbxError):
    """The private Asterisk could not be fetched; nothing half-done was left behind."""


class PlanInvalid(PbxError):
    """A value of the plan could not be written into a configuration file safely."""


class PortTaken(PbxError):
    """Another program holds a port that this instance needs."""


class PbxNotReady(PbxError):
    """Asterisk died, or did not get ready in time; the message ends with its last log lines."""


class PbxStillRunning(PbxError):
    """An Asterisk of this state folder runs already, or runs with other settings."""
