using System.Text;
using LlmTrader.Persistence.Journal.Codec;

namespace LlmTrader.Tests.Golden.Codec;

/// <summary>Bytes that two other implementations of each format agree on.</summary>
public sealed class GoldenBytesTests
{
    private const string TickArray = "9639CF17979CFE36E65EA8CB4059DCCCCCCCCCCDCD015A01CD3039";
    private const string TickMap = "85A373796D07A27473CF17979CFE362A0000A27078CB4059500000000000A3717479FDA473696465A142";
    private const string Block = "FF014141504C203130312E3235203130303B1000D850203130303B";

    [Fact]
    public void A_tick_as_an_array()
    {
        var writer = new MessagePackWriter(new byte[64]);
        writer.WriteArrayHeader(6);
        writer.WriteInteger(57);
        writer.WriteInteger(1_700_000_000_012_345_000);
        writer.WriteFloat64(103.45);
        writer.WriteInteger(346);
        writer.WriteInteger(1);
        writer.WriteInteger(12_345);
        Assert.Equal(TickArray, Convert.ToHexString(writer.WrittenSpan));

        var reader = new MessagePackReader(writer.WrittenSpan);
        Assert.Equal(6, reader.ReadArrayHeader());
        Assert.Equal(57, reader.ReadInt32());
        Assert.Equal(1_700_000_000_012_345_000, reader.ReadInt64());
        Assert.Equal(103.45, reader.ReadFloat64());
        Assert.Equal((346, 1, 12_345), (reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32()));
        Assert.True(reader.IsAtEnd);
    }

    [Fact]
    public void A_tick_as_a_map()
    {
        var writer = new MessagePackWriter(new byte[64]);
        writer.WriteMapHeader(5);
        writer.WriteString("sym");
        writer.WriteInteger(7);
        writer.WriteString("ts");
        writer.WriteInteger(0x17979CFE362A0000);
        writer.WriteString("px");
        writer.WriteFloat64(101.25);
        writer.WriteString("qty"u8);
        writer.WriteInteger(-3);
        writer.WriteString("side"u8);
        writer.WriteString("B"u8);
        Assert.Equal(TickMap, Convert.ToHexString(writer.WrittenSpan));

        var reader = new MessagePackReader(writer.WrittenSpan);
        reader.Skip();
        Assert.True(reader.IsAtEnd);
    }

    [Fact]
    public void An_lz4_block()
    {
        byte[] content = new byte[256];
        int length = Lz4FrameDecoder.DecompressBlock(Convert.FromHexString(Block), content);
        string expected = string.Concat(Enumerable.Repeat("AAPL 101.25 100;", 16));
        Assert.Equal(expected, Encoding.ASCII.GetString(content, 0, length));
    }

    [Fact]
    public void The_frame_of_that_content_holds_exactly_that_block()
    {
        byte[] content = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("AAPL 101.25 100;", 16)));
        var encoder = new Lz4FrameEncoder(new());
        byte[] frame = new byte[encoder.CompressBound(content.Length)];
        int length = encoder.Compress(content, frame);

        // Magic, FLG (version 1, independent, content size), BD (64 KiB), content size 256, header checksum.
        Assert.Equal("04224D1868400001000000000000", Convert.ToHexString(frame, 0, 14));
        Assert.Equal("1B000000" + Block + "00000000", Convert.ToHexString(frame, 15, length - 15));
    }
}
