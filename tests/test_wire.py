"""The wire carries plain data faithfully, and takes nothing else, however it is dressed up."""

import contextlib
import json
import socket
from collections import OrderedDict, defaultdict, namedtuple
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as stnp

from autograder.inside import wire

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**64), 2**64) | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=12,
)
ARRAYS = stnp.arrays(
    st.sampled_from(["bool", "int8", "int64", "uint8", "uint32", "float16", "float32", "float64"]).map(np.dtype),
    stnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4),
)


def across(value: object) -> Any:
    """What becomes of a value that is sent over a socket."""
    mine, theirs = socket.socketpair()
    with mine, theirs:
        mine.settimeout(5)
        encoder = wire.Encoder()
        wire.send(mine, {"value": encoder.encode(value)}, arrays=encoder.arrays)
        message, decoder = wire.receive(theirs)
        return decoder.decode(message["value"])


def receive(data: bytes, cap: int = 1 << 16) -> dict[str, Any]:
    """The frame in these bytes, which are all that is sent."""
    mine, theirs = socket.socketpair()
    with theirs:
        with mine:
            mine.sendall(data)
        return wire.parse(wire.Receiver(theirs).frame(cap))[0]


def long(data: bytes) -> bytes:
    """The data behind its length."""
    return len(data).to_bytes(4, "big") + data


def frame(data: bytes, arrays: bytes = b"") -> bytes:
    return long(long(data) + arrays)


class TestValues:
    @settings(max_examples=60, deadline=None, database=None)
    @given(PLAIN)
    def test_plain_data_comes_back_the_same(self, value: object) -> None:
        """Numbers, text, lists, tuples and dicts cross unchanged, in kind and in value: nan, inf, -0.0 too."""
        assert repr(across(value)) == repr(value)

    @settings(max_examples=60, deadline=None, database=None)
    @given(ARRAYS)
    def test_arrays_come_back_the_same(self, array: Any) -> None:
        """An array keeps dtype, shape and values, and what comes back can be written to."""
        back = across(array)
        assert type(back) is np.ndarray
        assert (back.dtype, back.shape) == (array.dtype, array.shape)
        np.testing.assert_array_equal(back, array)
        assert back.flags.writeable

    @pytest.mark.parametrize("value", [np.float64(1.5), np.float32(0.1), np.int8(-3), np.bool_(True)], ids=repr)
    def test_numpy_scalars_stay_numpy_scalars(self, value: Any) -> None:
        """A NumPy number is neither a Python number nor a 0-d array on the other side."""
        back = across(value)
        assert type(back) is type(value)
        assert back == value

    def test_order_of_memory_does_not_matter(self) -> None:
        """Transposed, strided, byte-swapped and broadcast arrays arrive by value."""
        array = np.arange(12.0).reshape(3, 4)
        for view in (array.T, array[::2, ::-1], array.astype(">f4"), np.broadcast_to(array[0], (2, 4))):
            np.testing.assert_array_equal(across(view), view)

    def test_long_doubles_become_doubles(self) -> None:
        """A wider float than the wire knows arrives as a float64."""
        assert across(np.longdouble(0.5)) == np.float64(0.5)
        assert across(np.ones(2, np.longdouble)).dtype == np.float64

    @pytest.mark.parametrize(
        ("value", "name"),
        [
            ((i for i in "ab"), "generator"),
            (1j, "complex"),
            (len, "builtin_function_or_method"),
            (np.array([None]), "ndarray of object"),
            (np.ones(2, complex), "ndarray of complex128"),
            (np.ones((1, 1, 1, 1, 1)), "ndarray with 5 dimensions"),
            (np.datetime64("2020-01-01"), "datetime64[D]"),
            ({1: 2}, "dict with keys of type int"),
            (10**1000, "int with too many digits"),
            ("x" * 200_000, "str with too much text"),
            (np.broadcast_to(1.0, (10**9, 10)), "ndarray with too much data"),
            ([0.0] * 100_000, "list with too many values"),
        ],
    )
    def test_what_does_not_travel_is_named(self, value: object, name: str) -> None:
        """Anything that is not plain data, or too large, arrives as its name, so that it can be talked about."""
        assert across(value) == wire.Opaque(name)

    def test_one_value_too_large_leaves_room_for_the_next(self) -> None:
        """A refused value costs the others in its frame nothing."""
        encoder = wire.Encoder()
        values = [np.arange(3.0), [np.ones(2), np.zeros(10**8)], np.float32(0.5)]
        data = [encoder.encode(value) for value in values]
        assert data[1] == {"opaque": "list with too much data"}
        decoder = wire.Decoder(encoder.arrays)
        np.testing.assert_array_equal(decoder.decode(data[0]), values[0])
        decoder.decode(data[1])
        assert decoder.decode(data[2]) == 0.5

    def test_an_opaque_part_does_not_hide_the_others(self) -> None:
        """A tuple with a function in it is still a tuple."""
        assert across((1, len)) == (1, wire.Opaque("builtin_function_or_method"))

    def test_cycles_end(self) -> None:
        """A list that contains itself, once or many times over, is refused in no time."""
        one: list[Any] = []
        one.append(one)
        many: list[Any] = []
        many += [many] * 50
        assert across(one) == across(many) == wire.Opaque("list nested too deeply")

    def test_the_judge_may_not_ask_what_does_not_travel(self) -> None:
        """On the judge's own side a value that cannot be sent is an error, and no silent placeholder."""
        with pytest.raises(wire.WireError, match="function"):
            wire.Encoder(strict=True).encode([lambda: None])


class TestDisguises:
    def test_subclasses_are_read_by_their_base(self) -> None:
        """Nothing that a subclass overrides is called: what is inside is what is sent."""

        def lie(*args: Any, **kwargs: Any) -> Any:
            raise AssertionError("an overridden method was called")

        special = ["eq", "iter", "len", "getitem", "float", "int", "index", "str", "repr", "hash", "bool", "reduce"]
        special += ["array", "array_ufunc", "array_function", "array_finalize"]
        plain = ["keys", "items", "values", "copy", "tobytes", "astype", "view", "tolist", "item", "bit_length"]
        lies = dict.fromkeys([*(f"__{name}__" for name in special), *plain], lie)
        bases = [list, tuple, dict, float, int, str, np.float64]
        made = {base: type(f"My{base.__name__}", (base,), lies) for base in bases}
        assert across(list.__new__(made[list])) == []
        assert across(made[tuple]((1, 2))) == (1, 2)
        assert across(made[dict](mu=1)) == {"mu": 1}
        assert across(made[float](2.5)) == 2.5
        assert across(made[int](7)) == 7
        assert across(made[str]("ab")) == "ab"
        assert across(made[np.float64](2.5)) == np.float64(2.5)
        del lies["__array_finalize__"]
        array: Any = np.arange(4.0).view(type("MyArray", (np.ndarray,), lies))
        back = across(array)
        assert type(back) is np.ndarray
        np.testing.assert_array_equal(back, np.arange(4.0))

    def test_the_usual_subclasses_pass(self) -> None:
        """Named tuples, default dicts, ordered dicts and matrices arrive as what they are at bottom."""
        kept = namedtuple("kept", ["mu", "sigma"])
        assert across(kept(1, 2)) == (1, 2)
        assert across(defaultdict(int, mu=1)) == across(OrderedDict(mu=1)) == {"mu": 1}
        assert type(across(np.ma.masked_array([1.0]))) is np.ndarray

    def test_a_class_cannot_choose_its_name(self) -> None:
        """A metaclass that lies about a name, or fails to give one, is not asked."""

        def refuse(cls: type) -> str:
            raise SystemExit

        meta = type("Meta", (type,), {"__name__": property(refuse)})
        assert across(meta("Thing", (), {})()) == wire.Opaque("Thing")


class TestHostileFrames:
    @pytest.mark.parametrize(
        "data",
        [
            b"",
            b"\0\0",
            frame(b"{}")[:-1],
            frame(b""),
            long(b""),
            long(b"\0\0\0\3{}"),
            frame(b"[]"),
            frame(b"7"),
            frame(b"{"),
            frame(b"\xff\xfe{}"),
            frame(b'{"a": ' + b"9" * 5000 + b"}"),
            frame(b'{"a": ' + b"[" * 20000 + b"]" * 20000 + b"}"),
            frame(b'{"a": "\\ud800"}'),
            frame(b'{"a": "\\\\\\ud800"}'),
            b"\xff\xff\xff\xff",
            (1 << 17).to_bytes(4, "big") + b" " * 100,
        ],
        ids=lambda data: repr(data[:24]),
    )
    def test_a_bad_frame_is_a_wire_error(self, data: bytes) -> None:
        """Cut off, too long, not UTF-8, not JSON, too deep, half a character: one kind of error for all."""
        with pytest.raises(wire.WireError):
            receive(data)

    def test_a_written_out_escape_is_only_text(self) -> None:
        """Text that looks like half a character, but is none, passes."""
        assert receive(frame(json.dumps({"a": "\\ud800"}).encode())) == {"a": "\\ud800"}

    def test_many_small_values_are_refused_before_they_are_made(self) -> None:
        """A frame within the length cap may not unfold into millions of objects."""
        data = b'{"a": [' + b"[]," * 1_000_000 + b"[]]}"
        with pytest.raises(wire.WireError, match="too many values"):
            wire.parse(memoryview(long(data)))

    def test_a_frame_that_is_too_long_is_not_sent(self) -> None:
        """The length cap holds on the way out as well."""
        mine, theirs = socket.socketpair()
        with mine, theirs, pytest.raises(wire.WireError, match="at most 10"):
            wire.send(mine, {"text": "x" * 20}, cap=10)

    @settings(max_examples=100, deadline=None, database=None)
    @given(
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from(["tuple", "dict", "array", "scalar", "opaque", "pickle"]), inner, max_size=2
                )
            ),
            max_leaves=8,
        )
    )
    def test_decoding_anything_gives_a_value_or_a_wire_error(self, data: object) -> None:
        """Whatever JSON comes, nothing but WireError is raised."""
        with contextlib.suppress(wire.WireError):
            wire.Decoder(bytes(100)).decode(data)

    @pytest.mark.parametrize(
        "data",
        [
            {"array": ["float64", [2]]},
            {"array": ["float64", [-1]]},
            {"array": ["float64", [10**30]]},
            {"array": ["float64", [0, 10**7, 10**7, 10**7]]},
            {"array": ["float64", [1.0]]},
            {"array": ["float64", [True]]},
            {"array": ["float64", [1, 1, 1, 1, 1]]},
            {"array": ["object", [1]]},
            {"array": ["O", [1]]},
            {"array": [["float64"], [1]]},
            {"array": ["float64", [1], 0]},
            {"array": "float64"},
            [{"array": ["uint8", [9]]}] * 2,
            {"scalar": ["float64"]},
            {"scalar": "complex128"},
            {"opaque": "x" * 1000},
            {"tuple": {}},
            {"dict": []},
            {"list": [], "tuple": []},
            {},
            1 << 5000,
            "x" * 200_000,
        ],
        ids=lambda data: repr(data)[:40],
    )
    def test_a_value_that_cannot_be_is_refused(self, data: object) -> None:
        """Sizes, shapes, dtypes and tags that no encoder makes are errors, and allocate nothing."""
        with pytest.raises(wire.WireError):
            wire.Decoder(bytes(15)).decode(data)

    def test_a_bool_has_two_values(self) -> None:
        """A byte that is neither 0 nor 1 does not become a bool that equals neither."""
        decoder = wire.Decoder(b"\xff\xff")
        assert decoder.decode({"array": ["bool", [1]]}).tobytes() == b"\1"
        assert decoder.decode({"scalar": "bool"}) is np.True_
