"""A second softphone that owes nothing to ours: PJSIP, in a process of its own. It answers the first call.

Reads one JSON object from standard input (host, port, username, password, play, record), writes a word a line to
standard output (registered, ringing, talking, ended), and stops after its call, or when its input ends.
"""

import json
import os
import select
import sys
from pathlib import Path

import pjsua2 as pj

_RATE_HZ = 8000
_TURN_MS = 20
_TEST = os.dup(sys.stdout.fileno())
"""Where the test listens; the library writes to standard output what nobody asked for."""


def say(word: str) -> None:
    """Tell the test how far we are."""
    os.write(_TEST, f"{word}\n".encode())


class FullCall(pj.Call):  # type: ignore[misc] # the library has no types
    """A call: plays one file, records into another."""

    def __init__(self, account: "FullAccount", call_id: int) -> None:
        """Take over an incoming call."""
        super().__init__(account, call_id)
        self.over = False
        self._account = account

    def onCallState(self, parameters: object) -> None:
        """The other side, or we, went a step further."""
        state = self.getInfo().state
        if state == pj.PJSIP_INV_STATE_CONFIRMED:
            say("talking")
        if state == pj.PJSIP_INV_STATE_DISCONNECTED:
            self.over = True

    def onCallMediaState(self, parameters: object) -> None:
        """Sound can flow, or flows anew."""
        info = self.getInfo()  # held: its list is freed with it
        for index, media in enumerate(info.media):
            if media.type == pj.PJMEDIA_TYPE_AUDIO and media.status == pj.PJSUA_CALL_MEDIA_ACTIVE:
                audio = self.getAudioMedia(index)
                self._account.player.startTransmit(audio)
                audio.startTransmit(self._account.recorder)


class FullAccount(pj.Account):  # type: ignore[misc] # the library has no types
    """The agent's account."""

    def __init__(self, player: pj.AudioMediaPlayer, recorder: pj.AudioMediaRecorder) -> None:
        """Nothing is sent yet."""
        super().__init__()
        self.player, self.recorder = player, recorder
        self.call: FullCall | None = None

    def onRegState(self, parameters: pj.OnRegStateParam) -> None:
        """The server accepted us, or did not."""
        say("registered" if parameters.code == 200 else f"refused {parameters.code}")

    def onIncomingCall(self, parameters: pj.OnIncomingCallParam) -> None:
        """Ring and answer."""
        self.call = FullCall(self, parameters.callId)
        say("ringing")
        answer = pj.CallOpParam()
        for status in (pj.PJSIP_SC_RINGING, pj.PJSIP_SC_OK):
            answer.statusCode = status
            self.call.answer(answer)


def endpoint() -> pj.Endpoint:
    """The library, with one UDP port on loopback and no sound card."""
    library = pj.Endpoint()
    library.libCreate()
    settings = pj.EpConfig()
    settings.logConfig.level = settings.logConfig.consoleLevel = 0
    settings.uaConfig.threadCnt = 0
    settings.medConfig.clockRate = settings.medConfig.sndClockRate = _RATE_HZ
    settings.medConfig.noVad = True
    settings.medConfig.ecTailLen = 0
    library.libInit(settings)
    transport = pj.TransportConfig()
    transport.boundAddress = "127.0.0.1"
    library.transportCreate(pj.PJSIP_TRANSPORT_UDP, transport)
    library.libStart()
    library.audDevManager().setNullDev()
    return library


def account_settings(wanted: dict[str, str]) -> pj.AccountConfig:
    """What a person types into a softphone."""
    server = f"{wanted['host']}:{wanted['port']}"
    settings = pj.AccountConfig()
    settings.idUri = f"sip:{wanted['username']}@{server}"
    settings.regConfig.registrarUri = f"sip:{server}"
    settings.sipConfig.authCreds.append(pj.AuthCredInfo("digest", "*", wanted["username"], 0, wanted["password"]))
    settings.mediaConfig.transportConfig.boundAddress = "127.0.0.1"
    return settings


def serve(library: pj.Endpoint, account: FullAccount) -> None:
    """Let the library work until the call is over or nobody wants us any more."""
    while account.call is None or not account.call.over:
        library.libHandleEvents(_TURN_MS)
        if select.select([sys.stdin], [], [], 0)[0] and not os.read(sys.stdin.fileno(), 1024):
            return


def main() -> None:
    """Take one call."""
    wanted = json.loads(sys.stdin.readline())
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    library = endpoint()
    player, recorder = pj.AudioMediaPlayer(), pj.AudioMediaRecorder()
    player.createPlayer(wanted["play"])
    recorder.createRecorder(str(Path(wanted["record"])))
    account = FullAccount(player, recorder)
    account.create(account_settings(wanted))
    serve(library, account)
    # the library asserts when a call or a player outlives it
    account.call = None
    account.shutdown()
    del account, player, recorder
    library.libDestroy()
    say("ended")


if __name__ == "__main__":
    main()
