using LlmTrader.Persistence.Journal.Codec;
using LlmTrader.Tests.Support;

namespace LlmTrader.Tests.Unit.Codec;

public sealed class Lz4FrameTests : IDisposable
{
    private const int Seed = 184;

    private readonly Lz4FrameDecoder _decoder = new();

    public static TheoryData<Lz4BlockSize, bool, int> Shapes
    {
        get
        {
            var shapes = new TheoryData<Lz4BlockSize, bool, int>();
            foreach (Lz4BlockSize blockSize in Enum.GetValues<Lz4BlockSize>())
            {
                foreach (bool checksum in new[] { false, true })
                {
                    foreach (int level in new[] { -5, 0, 9 }) { shapes.Add(blockSize, checksum, level); }
                }
            }

            return shapes;
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Content_comes_back_by_both_ways_of_decoding(Lz4BlockSize blockSize, bool checksum, int level)
    {
        var encoder = new Lz4FrameEncoder(new Lz4FrameOptions { BlockSize = blockSize, ContentChecksum = checksum, CompressionLevel = level });
        var random = new Random(Seed);
        foreach (int length in new[] { 0, 1, 12, 13, 100, 65_535, 65_536, 65_537, 200_000, 600_000 })
        {
            foreach (int repetitive in new[] { 0, 1 })
            {
                byte[] content = Content(random, length, repetitive == 1);
                byte[] frame = new byte[encoder.CompressBound(length) + 5];
                int written = encoder.Compress(content, frame);
                frame.AsSpan(written).Fill(0xEE);    // What follows a frame must not be looked at.

                byte[] back = new byte[length];
                string where = $"seed {Seed}, length {length}";
                Assert.True(_decoder.Decompress(frame, back, out int consumed) == length && consumed == written, where);
                Assert.True(content.AsSpan().SequenceEqual(back), where);

                byte[] twin = new byte[length];
                Assert.True(_decoder.DecompressByLibrary(frame, twin, out consumed) == length && consumed == written, where);
                Assert.True(content.AsSpan().SequenceEqual(twin), where);
            }
        }
    }

    [Fact]
    public void A_frame_cut_at_any_byte_is_refused_and_the_decoder_lives_on()
    {
        byte[] content = Content(new Random(Seed), 3_000, repetitive: true);
        byte[] frame = Compressed(content);
        byte[] back = new byte[content.Length];
        for (int length = 0; length < frame.Length; length++)
        {
            byte[] cut = frame[..length];
            Assert.Throws<Lz4Exception>(() => _decoder.Decompress(cut, back, out _));
            Assert.Throws<Lz4Exception>(() => _decoder.DecompressByLibrary(cut, back, out _));
        }

        Assert.Equal(content.Length, _decoder.DecompressByLibrary(frame, back, out _));
        Assert.Equal(content, back);
    }

    [Fact]
    public void A_destination_that_is_too_short_is_refused_and_not_overrun()
    {
        byte[] content = Content(new Random(Seed), 70_000, repetitive: true);
        byte[] frame = Compressed(content);
        foreach (int room in new[] { 0, 1, 1_000, 69_999 })
        {
            byte[] guarded = new byte[room + 64];
            guarded.AsSpan(room).Fill(0xAB);
            Assert.Throws<Lz4Exception>(() => _decoder.Decompress(frame, guarded.AsSpan(0, room), out _));
            Assert.Throws<Lz4Exception>(() => _decoder.DecompressByLibrary(frame, guarded.AsSpan(0, room), out _));
            Assert.Equal(-1, guarded.AsSpan(room).IndexOfAnyExcept((byte)0xAB));
        }
    }

    [Fact]
    public void Damaged_frames_end_in_bytes_or_a_clear_error_by_both_ways_alike()
    {
        var random = new Random(Seed);
        byte[] content = Content(random, 5_000, repetitive: true);
        byte[] frame = Compressed(content);
        byte[] fast = new byte[content.Length];
        byte[] plain = new byte[content.Length];
        int refused = 0;
        for (int round = 0; round < 20_000; round++)
        {
            byte[] damaged = (byte[])frame.Clone();
            for (int hits = random.Next(1, 4); hits > 0; hits--) { damaged[random.Next(damaged.Length)] = (byte)random.Next(256); }

            Array.Clear(fast);
            Array.Clear(plain);
            int first = Try(() => _decoder.Decompress(damaged, fast, out _));
            int second = Try(() => _decoder.DecompressByLibrary(damaged, plain, out _));
            Assert.True(first == second, $"seed {Seed}, round {round}: {first} and {second}");
            Assert.True(first < 0 || fast.AsSpan().SequenceEqual(plain), $"seed {Seed}, round {round}");
            if (first < 0) { refused++; }
        }

        Assert.InRange(refused, 1_000, 20_000);
    }

    [Fact]
    public void A_content_checksum_finds_a_flipped_bit()
    {
        byte[] content = Content(new Random(Seed), 1_000, repetitive: false);    // Stored, so that any bit is content.
        var encoder = new Lz4FrameEncoder(new Lz4FrameOptions { ContentChecksum = true });
        byte[] frame = new byte[encoder.CompressBound(content.Length)];
        int length = encoder.Compress(content, frame);
        frame[500] ^= 1;
        Assert.Throws<Lz4Exception>(() => _decoder.Decompress(frame.AsSpan(0, length), new byte[1_000], out _));
    }

    [Fact]
    public void Too_little_room_to_compress_into_is_an_error() =>
        Assert.Throws<Lz4Exception>(() => new Lz4FrameEncoder(new()).Compress(new byte[1_000], new byte[10]));

    [Fact]
    public void A_closed_decoder_says_so()
    {
        _decoder.Dispose();
        Assert.Throws<ObjectDisposedException>(() => _decoder.Decompress(new byte[20], [], out _));
    }

    [Fact]
    public void Compressing_and_decompressing_allocate_nothing()
    {
        byte[] content = Content(new Random(Seed), 100_000, repetitive: true);
        var encoder = new Lz4FrameEncoder(new());
        byte[] frame = new byte[encoder.CompressBound(content.Length)];
        byte[] back = new byte[content.Length];
        Cycle();
        Assert.Equal(0, AllocatedBytes.Least(() =>
        {
            for (int round = 0; round < 100; round++) { Cycle(); }
        }));

        void Cycle()
        {
            int length = encoder.Compress(content, frame);
            _ = _decoder.Decompress(frame.AsSpan(0, length), back, out _);
            _ = _decoder.DecompressByLibrary(frame.AsSpan(0, length), back, out _);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    public void A_skippable_header_comes_back(int kind)
    {
        byte[] header = new byte[Lz4SkippableFrame.HeaderLength];
        Lz4SkippableFrame.WriteHeader(header, kind, 1234);
        Assert.Equal([(byte)(0x50 + kind), 0x2A, 0x4D, 0x18, 0xD2, 0x04, 0x00, 0x00], header);
        Assert.True(Lz4SkippableFrame.TryReadHeader(header, out int readKind, out long length));
        Assert.Equal((kind, 1234L), (readKind, length));
    }

    [Fact]
    public void What_is_no_skippable_frame_is_not_taken_for_one()
    {
        byte[] header = new byte[Lz4SkippableFrame.HeaderLength];
        Lz4SkippableFrame.WriteHeader(header, 3, 1);
        Assert.False(Lz4SkippableFrame.TryReadHeader(header.AsSpan(0, 7), out _, out _));
        Assert.False(Lz4SkippableFrame.TryReadHeader(Compressed([1, 2, 3]), out _, out _));
        Assert.Throws<Lz4Exception>(() => _decoder.Decompress(header, [], out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => Lz4SkippableFrame.WriteHeader(header, 16, 1));
    }

    public void Dispose() => _decoder.Dispose();

    private static int Try(Func<int> decompress)
    {
        try { return decompress(); }
        catch (Lz4Exception) { return -1; }
    }

    private static byte[] Compressed(byte[] content)
    {
        var encoder = new Lz4FrameEncoder(new());
        byte[] frame = new byte[encoder.CompressBound(content.Length)];
        return frame[..encoder.Compress(content, frame)];
    }

    private static byte[] Content(Random random, int length, bool repetitive)
    {
        byte[] content = new byte[length];
        random.NextBytes(content);
        if (repetitive)
        {
            for (int index = 40; index < length; index++)
            {
                if (index % 10 < 7) { content[index] = content[index - 40]; }
            }
        }

        return content;
    }
}
