"""客户端: how every process of ours connects to Temporal."""

from collections.abc import Sequence
from typing import Any

from temporalio.api.common.v1 import Payload
from temporalio.client import Client
from temporalio.contrib.pydantic import PydanticPayloadConverter
from temporalio.converter import DataConverter, PayloadConverter
from temporalio.service import GrpcCompression

_PYDANTIC = PydanticPayloadConverter()


class SharedConverter(PayloadConverter):
    """pydantic's converter, one for the process: the SDK makes one anew for each task and keeps one for each case."""

    def to_payloads(self, values: Sequence[Any]) -> list[Payload]:
        """As pydantic's converter."""
        return _PYDANTIC.to_payloads(values)

    def from_payloads(self, payloads: Sequence[Payload], type_hints: list[type] | None = None) -> list[Any]:
        """As pydantic's converter."""
        return _PYDANTIC.from_payloads(payloads, type_hints)


CONVERTER = DataConverter(payload_converter_class=SharedConverter)


async def connect(**config: Any) -> Client:
    """A client, by the arguments of `Client.connect`; RuntimeError when nobody answers.

    Nothing is packed: what crosses is a few hundred bytes within a host or a house, and packing it is a twentieth of an
    update's cost on either side.
    """
    return await Client.connect(**config, data_converter=CONVERTER, grpc_compression=GrpcCompression.NONE)
