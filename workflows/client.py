"""客户端: how every process of ours connects to Temporal."""

from typing import Any

from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.service import GrpcCompression


async def connect(**config: Any) -> Client:
    """A client, by the arguments of `Client.connect`; RuntimeError when nobody answers.

    Nothing is packed: what crosses is a few hundred bytes within a host or a house, and packing it is a twentieth of an
    update's cost on either side.
    """
    return await Client.connect(**config, data_converter=pydantic_data_converter, grpc_compression=GrpcCompression.NONE)
