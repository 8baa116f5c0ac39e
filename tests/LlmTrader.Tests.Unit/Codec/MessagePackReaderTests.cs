using LlmTrader.Persistence.Journal.Codec;

namespace LlmTrader.Tests.Unit.Codec;

public sealed class MessagePackReaderTests
{
    private delegate void Read(ref MessagePackReader reader);

    [Fact]
    public void An_error_names_offset_expected_and_found_and_the_reader_stays()
    {
        var reader = new MessagePackReader([0x01, 0xA1, 0x41]);
        Assert.Equal(1, reader.ReadInt64());
        MessagePackException? error = null;
        try { reader.ReadArrayHeader(); }
        catch (MessagePackException thrown) { error = thrown; }

        Assert.Equal("MessagePack at offset 1: expected array, found String (0xA1).", error?.Message);
        Assert.Equal(1, reader.Offset);
        Assert.Equal("A", reader.ReadString());
        Assert.True(reader.IsAtEnd);
    }

    [Theory]
    [InlineData("CF8000000000000000", "signed 64-bit integer", "the integer 9223372036854775808")]
    [InlineData("FF", "unsigned 64-bit integer", "the integer -1")]
    public void An_integer_out_of_range_is_named(string hex, string expected, string found)
    {
        MessagePackException error = Fails(hex, expected.StartsWith('s')
            ? (ref MessagePackReader reader) => reader.ReadInt64()
            : (ref MessagePackReader reader) => reader.ReadUInt64());
        Assert.Equal((expected, found, 0), (error.Expected, error.Found, error.Offset));
    }

    [Fact]
    public void Narrow_reads_accept_any_encoding_and_check_the_value()
    {
        Assert.Equal(5, Reading("CF0000000000000005").ReadInt32());
        Assert.Equal(5u, Reading("D30000000000000005").ReadUInt32());
        Assert.Equal(5, Reading("D200000005").ReadUInt16());
        Assert.Equal(5, Reading("05").ReadByte());
        Fails("CE80000000", (ref MessagePackReader reader) => reader.ReadInt32());
        Fails("CF0000000100000000", (ref MessagePackReader reader) => reader.ReadUInt32());
        Fails("CE00010000", (ref MessagePackReader reader) => reader.ReadUInt16());
        Fails("CD0100", (ref MessagePackReader reader) => reader.ReadByte());
    }

    [Theory]
    [InlineData("DDFFFFFFFF")]    // An array of 4 G values in 5 bytes.
    [InlineData("DFFFFFFFFF")]
    [InlineData("DBFFFFFFFF41")]
    [InlineData("C6FFFFFFFF41")]
    [InlineData("C9FFFFFFFF0141")]
    [InlineData("DC0003C0C0")]
    [InlineData("82A161C0A162")]
    [InlineData("CD01")]
    [InlineData("D7FF00")]
    [InlineData("C1")]
    [InlineData("")]
    public void A_length_that_the_bytes_do_not_hold_is_refused(string hex)
    {
        Fails(hex, (ref MessagePackReader reader) => reader.Skip());
    }

    [Theory]
    [InlineData("DDFFFFFFFF")]
    [InlineData("DC0003C0C0")]
    public void An_array_header_never_announces_more_than_the_bytes_left(string hex) =>
        Fails(hex, (ref MessagePackReader reader) => reader.ReadArrayHeader());

    [Theory]
    [InlineData("DFFFFFFFFF")]
    [InlineData("82A161C0")]
    public void A_map_header_never_announces_more_than_the_bytes_left(string hex) =>
        Fails(hex, (ref MessagePackReader reader) => reader.ReadMapHeader());

    [Fact]
    public void Invalid_utf8_is_refused_as_text_and_given_as_bytes()
    {
        Fails("A2C328", (ref MessagePackReader reader) => reader.ReadString());
        Assert.Equal([0xC3, 0x28], Reading("A2C328").ReadStringBytes().ToArray());
    }

    [Theory]
    [InlineData("D501FF00")]              // Another type.
    [InlineData("D5FF0000")]              // A length that no timestamp has.
    [InlineData("D7FFEE6B280000000000")]  // 1,000,000,000 ns and more.
    public void A_malformed_timestamp_is_refused(string hex) =>
        Fails(hex, (ref MessagePackReader reader) => reader.ReadTimestamp());

    [Theory]
    [InlineData(0L)]
    [InlineData(1L)]
    [InlineData(-1L)]
    [InlineData(-1_000_000_000L)]
    [InlineData(1_700_000_000_123_456_789L)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void Unix_nanoseconds_survive_the_timestamp(long nanoseconds)
    {
        var writer = new MessagePackWriter(new byte[15]);
        writer.WriteTimestamp(MessagePackTimestamp.FromUnixNanoseconds(nanoseconds));
        var reader = new MessagePackReader(writer.WrittenSpan);
        Assert.Equal(nanoseconds, reader.ReadTimestamp().ToUnixNanoseconds());
    }

    [Fact]
    public void A_time_beyond_64_bits_of_nanoseconds_overflows_loudly() =>
        Assert.Throws<OverflowException>(() => new MessagePackTimestamp(long.MaxValue, 0).ToUnixNanoseconds());

    [Fact]
    public void Skip_follows_nesting_up_to_its_limit_and_no_further()
    {
        byte[] nested = new byte[MessagePackReader.MaxDepth + 1];
        Array.Fill(nested, (byte)0x91);
        nested[^1] = 0xC0;
        var reader = new MessagePackReader(nested);
        reader.Skip();
        Assert.True(reader.IsAtEnd);

        byte[] deeper = new byte[1_000_000];
        Array.Fill(deeper, (byte)0x91);
        MessagePackException error = Fails(Convert.ToHexString(deeper), (ref MessagePackReader r) => r.Skip());
        Assert.Equal((MessagePackReader.MaxDepth + 1, "at most 64 levels of nesting"), (error.Offset, error.Expected));
    }

    [Fact]
    public void Skip_passes_every_kind_of_value_and_stops_at_the_next()
    {
        var writer = new MessagePackWriter(new byte[512]);
        writer.WriteArrayHeader(15);
        writer.WriteNil();
        writer.WriteBoolean(true);
        writer.WriteInteger(-7);
        writer.WriteUInt8(1);
        writer.WriteUInt16(1);
        writer.WriteUInt32(1);
        writer.WriteUInt64(1);
        writer.WriteFloat32(1);
        writer.WriteFloat64(1);
        writer.WriteString("text");
        writer.WriteBinary([1, 2]);
        writer.WriteExtension(7, [1, 2, 3]);
        writer.WriteTimestamp(new(1, 1));
        writer.WriteMapHeader(2);
        writer.WriteInteger(1);
        writer.WriteArrayHeader(0);
        writer.WriteInteger(2);
        writer.WriteMapHeader(0);
        writer.WriteInt64(-1);
        int end = writer.Position;
        writer.WriteInteger(99);

        var reader = new MessagePackReader(writer.WrittenSpan);
        reader.Skip();
        Assert.Equal(end, reader.Offset);
        Assert.Equal(99, reader.ReadInt32());
    }

    [Fact]
    public void Nil_can_be_tried()
    {
        var reader = new MessagePackReader([0xC0, 0x05]);
        Assert.True(reader.TryReadNil());
        Assert.False(reader.TryReadNil());
        Assert.Equal(5, reader.ReadInt32());
    }

    private static MessagePackReader Reading(string hex) => new(Convert.FromHexString(hex));

    private static MessagePackException Fails(string hex, Read read)
    {
        byte[] bytes = Convert.FromHexString(hex);
        int offset = -1;
        var error = Assert.Throws<MessagePackException>(() =>
        {
            var reader = new MessagePackReader(bytes);
            try { read(ref reader); }
            finally { offset = reader.Offset; }
        });
        Assert.Equal(0, offset);
        return error;
    }
}
