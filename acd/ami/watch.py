"""Watches the PBX over one AMI link: phones and trunks, our registrations, whom the safety net has, quality of legs."""

from collections.abc import Callable

from acd import logs
from acd.ami.errors import AmiRefused
from acd.ami.link import AmiLink, AmiSettings
from acd.ami.messages import AmiMessage
from acd.ami.net_phones import QUEUE, NetPhones
from acd.ami.quality import leg_quality
from acd.ami.to_domain import contacts, peer_status, registration, trunk_contact
from acd.domain.errors import TransportError
from acd.domain.events import Event, ReachEvent, ReachLost, RegistrationChanged

log = logs.get("ami")

_NONE_THERE = "No Contacts found"


class PbxWatch:
    """Tells what AMI tells, in the words of the domain. Owns the link; others may send their actions over it."""

    def __init__(self, settings: AmiSettings, submit: Callable[[Event], None]) -> None:
        """Tell events to `submit`: called synchronously and in order, so it must be quick and must not raise."""
        self._submit = submit
        self._told = False
        """Something was told that the end of the link makes doubtful."""
        self._registrations: dict[str, RegistrationChanged] = {}
        self._net = NetPhones()
        self.link = AmiLink(settings, self._hear, self._take_stock, self._lost)

    async def run(self) -> None:
        """Watch until cancelled. Raises AmiLoginRefused, which is final."""
        await self.link.run()

    async def _take_stock(self) -> None:
        """Ask for everything: nobody told us what happened while the link was down."""
        self._registrations.clear()
        # first of all: who talks to a caller of the net must not be rung
        seen = self._net.seen(await self._net_members())
        if seen.talking:
            self._tell(seen)
        for event in contacts(await self._contacts()):
            self._tell(event)
        await self._ask_registrations()
        for trunk in list(self._registrations):
            await self._ask_trunk(trunk)

    async def _hear(self, message: AmiMessage) -> None:
        match message.name:
            case "PeerStatus":
                event = peer_status(message)
                if event is not None:
                    self._tell(event)
            case "VarSet":
                quality = leg_quality(message)
                if quality is not None:
                    self._submit(quality)
            case "Registry":
                # it names addresses and not the trunk: ask for all, they are few
                await self._ask_registrations()
            case _:
                if (net := self._net.heard(message)) is not None:
                    self._tell(net)

    async def _net_members(self) -> tuple[AmiMessage, ...]:
        try:
            return await self.link.listing("QueueStatus", Queue=QUEUE)
        except AmiRefused as refusal:
            raise TransportError(f"Asterisk does not tell whom its own queue has in use: {refusal}") from refusal

    async def _contacts(self) -> tuple[AmiMessage, ...]:
        try:
            return await self.link.listing("PJSIPShowContacts")
        except AmiRefused as refusal:
            if _NONE_THERE in str(refusal):
                return ()
            raise TransportError(f"Asterisk does not tell which phones it reaches: {refusal}") from refusal

    async def _ask_registrations(self) -> None:
        try:
            items = await self.link.listing("PJSIPShowRegistrationsOutbound")
        except AmiRefused as refusal:
            raise TransportError(f"Asterisk does not tell its registrations: {refusal}") from refusal
        # each comes with the login that it uses
        for event in (registration(item) for item in items if item.name == "OutboundRegistrationDetail"):
            if self._registrations.get(event.trunk) != event:
                self._registrations[event.trunk] = event
                self._tell(event)

    async def _ask_trunk(self, trunk: str) -> None:
        """Ask for the fixed address of a trunk, which is not among the contacts."""
        try:
            items = await self.link.listing("PJSIPShowEndpoint", Endpoint=trunk)
        except AmiRefused:
            return  # taken out meanwhile, or an operator's own without an endpoint of its name
        for item in items:
            if (event := trunk_contact(item)) is not None:
                self._tell(event)

    def _tell(self, event: ReachEvent) -> None:
        self._told = True
        self._submit(event)

    def _lost(self) -> None:
        if self._told:
            self._told = False
            self._submit(ReachLost())
