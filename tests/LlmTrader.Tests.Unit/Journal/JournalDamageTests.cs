using LlmTrader.Persistence.Journal;

namespace LlmTrader.Tests.Unit.Journal;

/// <summary>Every flipped bit and every truncation of a small journal of several segments.</summary>
public sealed class JournalDamageTests : IDisposable
{
    private const int Trades = 16;
    private readonly TestJournal _journal = new();

    public JournalDamageTests() =>
        _journal.WriteTrades(Trades, perBatch: 2, new JournalWriterOptions { Mode = JournalMode.Sync, SegmentBytes = 1024, Preallocate = false });

    [Fact]
    public void Every_flipped_bit_is_found_and_named()
    {
        IReadOnlyList<string> segments = _journal.Directory.Segments(StreamKind.In);
        Assert.True(segments.Count >= 2);
        int cases = 0;
        foreach (string segment in segments)
        {
            byte[] original = File.ReadAllBytes(segment);
            byte[] bytes = [.. original];
            List<(long Start, JournalBlockHeader Header)> blocks = Blocks(original);
            for (int bit = 0; bit < bytes.Length * 8; bit++)
            {
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
                File.WriteAllBytes(segment, bytes);
                int index = blocks.FindLastIndex(block => block.Start <= bit / 8);
                string what = $"bit {bit} of {segment}";
                JournalFinding finding = AssertFound(segment, index, blocks[index].Header, what);
                if (bit % 9 == 0) { AssertReaderAgrees(finding, blocks[index].Header, what); }    // Each place in a byte in turn.
                bytes[bit / 8] = original[bit / 8];
                cases++;
            }

            File.WriteAllBytes(segment, original);
        }

        Assert.True(cases > 10_000);
        Assert.Equal(Trades, _journal.ReadTrades());
    }

    [Fact]
    public void A_truncation_at_any_byte_gives_a_whole_prefix()
    {
        string last = _journal.Directory.Segments(StreamKind.In)[^1];
        byte[] original = File.ReadAllBytes(last);
        List<(long Start, JournalBlockHeader Header)> blocks = Blocks(original);
        for (int length = 0; length < original.Length; length++)
        {
            File.WriteAllBytes(last, original[..length]);
            using JournalReader reader = new(_journal.Directory);
            long count = TestJournal.ReadTrades(reader);
            long whole = blocks.Where(block => block.Start + block.Header.LengthBytes <= length)
                .Select(block => block.Header.LastSequence + 1).LastOrDefault(blocks[0].Header.FirstSequence);
            bool isBoundary = length == 0 || blocks.Any(block => block.Start == length);
            Assert.Equal(whole, count);
            Assert.Equal(isBoundary ? JournalEnd.Open : JournalEnd.Torn, reader.End);
            if (!isBoundary) { Assert.Equal((last, blocks.FindLast(block => block.Start <= length).Start), (reader.TornTail!.Position.Segment, reader.TornTail.Position.Offset)); }
        }
    }

    [Fact]
    public void A_cut_between_two_blocks_is_a_finding_that_names_the_last_sequence()
    {
        Assert.True(JournalInspector.Verify(_journal.Directory).IsSound);
        string last = _journal.Directory.Segments(StreamKind.In)[^1];
        byte[] original = File.ReadAllBytes(last);
        List<(long Start, JournalBlockHeader Header)> blocks = Blocks(original);
        foreach ((long start, JournalBlockHeader header) in blocks)
        {
            File.WriteAllBytes(last, original[..(int)start]);
            JournalVerification result = JournalInspector.Verify(_journal.Directory);
            JournalFinding finding = Assert.Single(result.Findings);
            Assert.Equal((JournalEnd.Open, false, false), (result.InEnd, result.IsSound, result.IsDamaged));
            Assert.Equal((header.FirstSequence, (long?)null, true), (finding.FirstSequence, finding.LastSequence, finding.IsTornTail));
            Assert.Equal((last, start), (finding.Position.Segment, finding.Position.Offset));
            Assert.Contains($"without an end mark after sequence {header.FirstSequence - 1}:", finding.What, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_journal_without_any_segment_is_a_finding()
    {
        Directory.Delete(_journal.Directory.StreamPath(StreamKind.In), recursive: true);
        JournalFinding finding = Assert.Single(JournalInspector.Verify(_journal.Directory).Findings);
        Assert.Contains("in holds no block", finding.What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_truncated_earlier_segment_is_corruption()
    {
        string first = _journal.Directory.Segments(StreamKind.In)[0];
        byte[] original = File.ReadAllBytes(first);
        foreach (int length in Enumerable.Range(0, original.Length))
        {
            File.WriteAllBytes(first, original[..length]);
            JournalCorruptException error = Assert.Throws<JournalCorruptException>(() => _journal.ReadTrades());
            Assert.True(error.FirstSequence >= 0);
            Assert.True(JournalInspector.Verify(_journal.Directory).IsDamaged);
        }
    }

    [Fact]
    public void Missing_and_swapped_segments_are_corruption()
    {
        IReadOnlyList<string> segments = _journal.Directory.Segments(StreamKind.In);
        byte[] first = File.ReadAllBytes(segments[0]);
        File.Delete(segments[0]);
        Assert.Throws<JournalCorruptException>(() => _journal.ReadTrades());
        File.WriteAllBytes(segments[0], File.ReadAllBytes(segments[1]));
        Assert.Throws<JournalCorruptException>(() => _journal.ReadTrades());
        File.WriteAllBytes(segments[0], first);
        Assert.Equal(Trades, _journal.ReadTrades());
    }

    [Fact]
    public void A_segment_of_another_journal_is_corruption()
    {
        string path = Directory.CreateTempSubdirectory("llmtrader-journal-").FullName;
        JournalDirectory foreign = JournalDirectory.Create(path, TestJournal.Manifest() with { JournalId = "test02" });
        Directory.CreateDirectory(foreign.StreamPath(StreamKind.In));
        foreach (string segment in _journal.Directory.Segments(StreamKind.In))
        {
            File.Copy(segment, Path.Combine(foreign.StreamPath(StreamKind.In), Path.GetFileName(segment)));
        }

        using (JournalReader reader = new(foreign))
        {
            JournalCorruptException error = Assert.Throws<JournalCorruptException>(() => TestJournal.ReadTrades(reader));
            Assert.Contains("another journal", error.Message, StringComparison.Ordinal);
        }

        Directory.Delete(path, recursive: true);
    }

    [Fact]
    public void A_foreign_file_among_the_segments_is_named()
    {
        string foreign = Path.Combine(_journal.Directory.StreamPath(StreamKind.In), "12.seg");
        File.WriteAllText(foreign, "");
        Assert.Equal(foreign, Assert.Throws<JournalFormatException>(() => new JournalReader(_journal.Directory)).File);
    }

    [Fact]
    public void Verify_goes_on_behind_damage()
    {
        string first = _journal.Directory.Segments(StreamKind.In)[0];
        byte[] bytes = File.ReadAllBytes(first);
        List<(long Start, JournalBlockHeader Header)> blocks = Blocks(bytes);
        bytes[blocks[1].Start + 90] ^= 4;
        bytes[blocks[3].Start + 20] ^= 4;
        File.WriteAllBytes(first, bytes);
        JournalVerification result = JournalInspector.Verify(_journal.Directory);
        Assert.Equal([(2, 3), (6, 7)], result.Findings.Select(finding => (finding.FirstSequence, finding.LastSequence!.Value)));
        Assert.Equal(Trades - 4, result.Records);
        Assert.Equal(JournalEnd.Complete, result.InEnd);
    }

    public void Dispose() => _journal.Dispose();

    private JournalFinding AssertFound(string segment, int block, JournalBlockHeader header, string what)
    {
        JournalVerification result = JournalInspector.Verify(_journal.Directory);
        Assert.True(result.Findings.Count == 1, $"{what}: {result.Findings.Count} findings");
        JournalFinding finding = result.Findings[0];
        bool isEnd = header.IsEnd;
        Assert.True(finding.IsTornTail == isEnd, what);    // Nothing follows the end block, so that damage to it looks torn; it holds no record.
        Assert.True((segment, block, header.FirstSequence) == (finding.Position.Segment, finding.Position.Block, finding.FirstSequence), $"{what}: {finding}");
        Assert.True(finding.LastSequence == (isEnd ? null : header.LastSequence), $"{what}: {finding}");
        return finding;
    }

    private void AssertReaderAgrees(JournalFinding finding, JournalBlockHeader header, string what)
    {
        bool isEnd = header.IsEnd;
        using JournalReader reader = new(_journal.Directory);
        LlmTrader.Engine.Core.EngineEvent e = default;
        long count = 0;
        try
        {
            while (reader.TryRead(ref e)) { count++; }
            Assert.True(isEnd && reader.End == JournalEnd.Torn && count == Trades, what);
        }
        catch (JournalCorruptException error)
        {
            Assert.True(!isEnd && error.Position == finding.Position && count == header.FirstSequence, $"{what}: {error.Message}");
        }
    }

    // By the lengths in the headers, none of the reader's code.
    private static List<(long Start, JournalBlockHeader Header)> Blocks(byte[] segment)
    {
        List<(long, JournalBlockHeader)> blocks = [];
        for (int start = 0; start < segment.Length;)
        {
            JournalBlockHeader header = System.Runtime.InteropServices.MemoryMarshal.Read<JournalBlockHeader>(segment.AsSpan(start + 8));
            blocks.Add((start, header));
            start += header.LengthBytes;
        }

        return blocks;
    }
}
