using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal.Codec;

namespace LlmTrader.Tests.Unit.Codec;

public sealed class Lz4RecordEncoderTests : IDisposable
{
    private const int Seed = 4402;
    private const byte Guard = 0xEE;

    private readonly Lz4FrameDecoder _decoder = new();

    [Theory]
    [InlineData(1, 400)]
    [InlineData(3, 400)]
    [InlineData(60, 200)]
    [InlineData(1_500, 40)]     // 64 KiB and more: the earlier record may be out of reach.
    [InlineData(12_000, 5)]
    public void Records_come_back_by_both_ways_of_decoding(int records, int rounds)
    {
        var random = new Random(Seed);
        for (int round = 0; round < rounds; round++)
        {
            (byte[] buffer, int length, RecordPlace[] places) = Records(random, random.Next(1, records + 1), changed: random.Next(1, 40));
            byte[] frame = new byte[Lz4RecordEncoder.CompressBound(length) + 5];
            int written = Lz4RecordEncoder.Compress(buffer, length, places, frame.AsSpan(0, frame.Length - 5));
            frame.AsSpan(written).Fill(Guard);

            string where = $"seed {Seed}, round {round}, {places.Length} records";
            byte[] back = new byte[length];
            Assert.True(_decoder.Decompress(frame, back, out int consumed) == length && consumed == written, where);
            Assert.True(buffer.AsSpan(0, length).SequenceEqual(back), where);

            byte[] twin = new byte[length];
            Assert.True(_decoder.DecompressByLibrary(frame, twin, out consumed) == length && consumed == written, where);
            Assert.True(buffer.AsSpan(0, length).SequenceEqual(twin), where);
        }
    }

    [Fact]
    public void Records_that_differ_in_few_bytes_come_to_what_the_librarys_search_finds()
    {
        (byte[] buffer, int length, RecordPlace[] places) = Records(new Random(Seed), 1_200, changed: 6);
        byte[] frame = new byte[Lz4RecordEncoder.CompressBound(length)];
        int written = Lz4RecordEncoder.Compress(buffer, length, places, frame);

        Lz4FrameEncoder library = new(new());
        int searched = library.Compress(buffer.AsSpan(0, length), new byte[library.CompressBound(length)]);
        Assert.InRange(written, 0, searched * 11 / 10);
    }

    [Fact]
    public void What_resembles_nothing_is_stored()
    {
        var random = new Random(Seed);
        byte[] buffer = new byte[5_000 + Lz4RecordEncoder.Slack];
        random.NextBytes(buffer);
        RecordPlace[] places = [.. Enumerable.Range(0, 100).Select(i => new RecordPlace(i * 50, (i - 1) * 50 < 0 ? -1 : (i - 1) * 50))];
        byte[] frame = new byte[Lz4RecordEncoder.CompressBound(5_000)];
        int written = Lz4RecordEncoder.Compress(buffer, 5_000, places, frame);
        Assert.Equal(5_000 + 15 + 4 + 4, written);
        byte[] back = new byte[5_000];
        Assert.Equal(5_000, _decoder.Decompress(frame.AsSpan(0, written), back, out _));
        Assert.Equal(buffer[..5_000], back);
    }

    [Fact]
    public void A_record_outside_the_content_or_before_the_one_it_names_is_refused()
    {
        byte[] buffer = new byte[200 + Lz4RecordEncoder.Slack];
        byte[] frame = new byte[Lz4RecordEncoder.CompressBound(200)];
        Assert.Throws<InvariantViolationException>(() => Lz4RecordEncoder.Compress(buffer, 200, [new(50, 50)], frame));
        Assert.Throws<InvariantViolationException>(() => Lz4RecordEncoder.Compress(buffer, 200, [new(50, 90)], frame));
        Assert.Throws<InvariantViolationException>(() => Lz4RecordEncoder.Compress(buffer, 200, [new(201, 10)], frame));
        Assert.Throws<InvariantViolationException>(() => Lz4RecordEncoder.Compress(buffer.AsSpan(0, 200), 200, [], frame));
        Assert.Throws<InvariantViolationException>(() => Lz4RecordEncoder.Compress(buffer, 200, [], frame.AsSpan(1)));
    }

    public void Dispose() => _decoder.Dispose();

    // Each an altered copy of the one that it names, of one before that, or of none; with some bytes before the first as a block has them.
    private static (byte[] Buffer, int Length, RecordPlace[] Places) Records(Random random, int count, int changed)
    {
        byte[] buffer = new byte[11 + (count * 128) + Lz4RecordEncoder.Slack];
        random.NextBytes(buffer);
        var places = new RecordPlace[count];
        int at = 11;
        for (int i = 0; i < count; i++)
        {
            int earlier = i > 0 && random.Next(20) > 0 ? places[Math.Max(0, i - random.Next(1, random.Next(2) == 0 ? 8 : 2_000))].Start : -1;
            int length = random.Next(4) > 0 ? 43 : random.Next(12, 129);
            if (earlier >= 0)
            {
                for (int b = 0; b < length; b++) { buffer[at + b] = buffer[earlier + b]; }    // Byte by byte: the two may overlap.
                for (int c = random.Next(changed + 1); c > 0; c--) { buffer[at + random.Next(length)] = (byte)random.Next(256); }
            }

            places[i] = new RecordPlace(at, earlier);
            at += length;
        }

        return (buffer, at, places);
    }
}
