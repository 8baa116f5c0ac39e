using System.Buffers.Binary;
using System.Text;
using LlmTrader.Persistence.Journal.Codec;

namespace LlmTrader.Tests.Golden.Codec;

/// <summary>Frames written by other LZ4 implementations (pierrec/lz4), and one damaged frame.</summary>
public sealed class Lz4VectorTests
{
    [SkippableTheory]
    [InlineData("e.txt")]
    [InlineData("gettysburg.txt")]
    [InlineData("pg_control.tar")]
    [InlineData("random.data")]
    [InlineData("repeat.txt")]
    public void A_foreign_frame_decodes_to_its_content(string name)
    {
        byte[] content = File.ReadAllBytes(CodecVectors.PathOf($"lz4/{name}"));
        byte[] frame = File.ReadAllBytes(CodecVectors.PathOf($"lz4/{name}.lz4"));
        using var decoder = new Lz4FrameDecoder();
        byte[] back = new byte[content.Length];
        Assert.Equal(content.Length, decoder.Decompress(frame, back, out int consumed));
        Assert.Equal(frame.Length, consumed);
        Assert.Equal(content, back);
    }

    [SkippableFact]
    public void A_frame_whose_block_checksum_is_wrong_is_refused_although_the_block_decodes()
    {
        byte[] frame = File.ReadAllBytes(CodecVectors.PathOf("lz4/malformed.block.lz4"));
        byte[] room = new byte[64 * 1024];
        using var decoder = new Lz4FrameDecoder();
        var error = Assert.Throws<Lz4Exception>(() => decoder.Decompress(frame, room, out _));
        Assert.Contains("blockChecksum", error.Message, StringComparison.Ordinal);

        // Its checksum is 0xDEADBEEF; nothing else is damaged.
        const int Header = 7;
        int length = BinaryPrimitives.ReadInt32LittleEndian(frame.AsSpan(Header));
        int content = Lz4FrameDecoder.DecompressBlock(frame.AsSpan(Header + 4, length), room);
        Assert.StartsWith("It was a bright cold day in April", Encoding.ASCII.GetString(room, 0, content), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10")]                // A literal that is not there.
    [InlineData("1041FFFF00")]        // A match that starts before the content.
    [InlineData("F0FFFFFFFFFF")]      // A literal length without end.
    [InlineData("1F410100FFFFFFFF")]  // A match longer than the room, and no last literals.
    public void A_malformed_block_is_refused(string hex)
    {
        byte[] block = Convert.FromHexString(hex);
        Assert.Throws<Lz4Exception>(() => Lz4FrameDecoder.DecompressBlock(block, new byte[1024]));
    }
}
