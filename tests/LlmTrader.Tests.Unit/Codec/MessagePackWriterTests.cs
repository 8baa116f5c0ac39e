using LlmTrader.Persistence.Journal.Codec;
using LlmTrader.Tests.Support;

namespace LlmTrader.Tests.Unit.Codec;

public sealed class MessagePackWriterTests
{
    private delegate void Write(ref MessagePackWriter writer);

    public static TheoryData<long, string> SmallestForms => new()
    {
        { 0, "00" }, { 127, "7F" }, { 128, "CC80" }, { 255, "CCFF" }, { 256, "CD0100" }, { 65535, "CDFFFF" },
        { 65536, "CE00010000" }, { uint.MaxValue, "CEFFFFFFFF" }, { 1L << 32, "CF0000000100000000" },
        { long.MaxValue, "CF7FFFFFFFFFFFFFFF" }, { -1, "FF" }, { -32, "E0" }, { -33, "D0DF" }, { -128, "D080" },
        { -129, "D1FF7F" }, { -32768, "D18000" }, { -32769, "D2FFFF7FFF" }, { int.MinValue, "D280000000" },
        { int.MinValue - 1L, "D3FFFFFFFF7FFFFFFF" }, { long.MinValue, "D38000000000000000" },
    };

    [Theory]
    [MemberData(nameof(SmallestForms))]
    public void An_integer_takes_its_smallest_form(long value, string hex) =>
        Assert.Equal(hex, Written((ref MessagePackWriter writer) => writer.WriteInteger(value)));

    [Fact]
    public void A_named_width_is_kept_for_every_value()
    {
        Assert.Equal("01", Written((ref MessagePackWriter writer) => writer.WritePositiveFixInt(1)));
        Assert.Equal("CC01", Written((ref MessagePackWriter writer) => writer.WriteUInt8(1)));
        Assert.Equal("CD0001", Written((ref MessagePackWriter writer) => writer.WriteUInt16(1)));
        Assert.Equal("CE00000001", Written((ref MessagePackWriter writer) => writer.WriteUInt32(1)));
        Assert.Equal("CF0000000000000001", Written((ref MessagePackWriter writer) => writer.WriteUInt64(1)));
        Assert.Equal("D0FF", Written((ref MessagePackWriter writer) => writer.WriteInt8(-1)));
        Assert.Equal("D1FFFF", Written((ref MessagePackWriter writer) => writer.WriteInt16(-1)));
        Assert.Equal("D2FFFFFFFF", Written((ref MessagePackWriter writer) => writer.WriteInt32(-1)));
        Assert.Equal("D3FFFFFFFFFFFFFFFF", Written((ref MessagePackWriter writer) => writer.WriteInt64(-1)));
    }

    [Fact]
    public void A_positive_fixint_above_127_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Written((ref MessagePackWriter writer) => writer.WritePositiveFixInt(128)));

    [Theory]
    [InlineData(0, "A0")]
    [InlineData(31, "BF")]
    [InlineData(32, "D920")]
    [InlineData(255, "D9FF")]
    [InlineData(256, "DA0100")]
    [InlineData(65535, "DAFFFF")]
    [InlineData(65536, "DB00010000")]
    public void A_string_header_grows_with_the_length(int length, string header) =>
        Assert.StartsWith(header, Written((ref MessagePackWriter writer) => writer.WriteString(new string('x', length))), StringComparison.Ordinal);

    [Theory]
    [InlineData(0, "C400")]
    [InlineData(255, "C4FF")]
    [InlineData(256, "C50100")]
    [InlineData(65536, "C600010000")]
    public void A_binary_header_grows_with_the_length(int length, string header) =>
        Assert.StartsWith(header, Written((ref MessagePackWriter writer) => writer.WriteBinary(new byte[length])), StringComparison.Ordinal);

    [Theory]
    [InlineData(0, "C70005")]
    [InlineData(1, "D405")]
    [InlineData(2, "D505")]
    [InlineData(3, "C70305")]
    [InlineData(4, "D605")]
    [InlineData(8, "D705")]
    [InlineData(16, "D805")]
    [InlineData(17, "C71105")]
    [InlineData(256, "C8010005")]
    [InlineData(65536, "C90001000005")]
    public void An_extension_header_fits_the_length(int length, string header)
    {
        string hex = Written((ref MessagePackWriter writer) => writer.WriteExtension(5, new byte[length]));
        Assert.Equal(header + new string('0', 2 * length), hex);
    }

    [Theory]
    [InlineData(15, "9F", "8F")]
    [InlineData(16, "DC0010", "DE0010")]
    [InlineData(65536, "DD00010000", "DF00010000")]
    public void A_container_header_grows_with_the_count(int count, string array, string map)
    {
        Assert.Equal(array, Written((ref MessagePackWriter writer) => writer.WriteArrayHeader(count)));
        Assert.Equal(map, Written((ref MessagePackWriter writer) => writer.WriteMapHeader(count)));
    }

    [Fact]
    public void A_value_that_does_not_fit_leaves_the_position()
    {
        var writer = new MessagePackWriter(new byte[6]);
        writer.WriteUInt16(7);
        string? message = null;
        try { writer.WriteUInt64(1); }
        catch (InvalidOperationException error) { message = error.Message; }

        Assert.Equal("MessagePack buffer is full: the value needs 9 bytes at offset 3, 3 of 6 are left.", message);
        Assert.Equal(3, writer.Position);
        Assert.Equal(3, writer.Remaining);
        writer.WriteUInt16(8);
        Assert.Equal("CD0007CD0008", Convert.ToHexString(writer.WrittenSpan));
    }

    [Fact]
    public void Every_value_throws_rather_than_write_past_a_short_span()
    {
        Write[] writes =
        [
            (ref MessagePackWriter writer) => writer.WriteNil(),
            (ref MessagePackWriter writer) => writer.WriteBoolean(true),
            (ref MessagePackWriter writer) => writer.WriteFloat32(1),
            (ref MessagePackWriter writer) => writer.WriteFloat64(1),
            (ref MessagePackWriter writer) => writer.WriteInteger(long.MinValue),
            (ref MessagePackWriter writer) => writer.WriteInteger(1000UL),
            (ref MessagePackWriter writer) => writer.WriteString("some text"),
            (ref MessagePackWriter writer) => writer.WriteString("some text"u8),
            (ref MessagePackWriter writer) => writer.WriteBinary([1, 2, 3]),
            (ref MessagePackWriter writer) => writer.WriteArrayHeader(100),
            (ref MessagePackWriter writer) => writer.WriteMapHeader(100_000),
            (ref MessagePackWriter writer) => writer.WriteExtension(1, [1, 2, 3]),
            (ref MessagePackWriter writer) => writer.WriteTimestamp(new(-1, 0)),
        ];
        foreach (Write write in writes)
        {
            int full = Written(write).Length / 2;
            for (int length = 0; length < full; length++)
            {
                byte[] buffer = new byte[length];
                Assert.Throws<InvalidOperationException>(() =>
                {
                    var writer = new MessagePackWriter(buffer);
                    write(ref writer);
                });
            }
        }
    }

    [Fact]
    public void Writing_and_reading_a_tick_allocates_nothing()
    {
        byte[] buffer = new byte[64];
        WriteAndReadTick(buffer, 1);
        long sum = 0;
        Assert.Equal(0, AllocatedBytes.Least(() =>
        {
            sum = 0;
            for (int sequence = 0; sequence < 10_000; sequence++) { sum += WriteAndReadTick(buffer, sequence); }
        }));
        Assert.Equal(10_000L * 9_999 / 2, sum);
    }

    private static long WriteAndReadTick(byte[] buffer, long sequence)
    {
        var writer = new MessagePackWriter(buffer);
        writer.WriteArrayHeader(4);
        writer.WriteUInt64((ulong)sequence);
        writer.WriteInteger(-5);
        writer.WriteString("AAPL"u8);
        writer.WriteTimestamp(MessagePackTimestamp.FromUnixNanoseconds(1_700_000_000_000_000_001));
        var reader = new MessagePackReader(writer.WrittenSpan);
        _ = reader.ReadArrayHeader();
        long value = reader.ReadInt64();
        reader.Skip();
        _ = reader.ReadStringBytes();
        _ = reader.ReadTimestamp();
        return value;
    }

    private static string Written(Write write)
    {
        var writer = new MessagePackWriter(new byte[70_000]);
        write(ref writer);
        return Convert.ToHexString(writer.WrittenSpan);
    }
}
