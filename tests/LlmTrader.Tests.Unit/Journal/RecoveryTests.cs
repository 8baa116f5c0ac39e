using System.Runtime.InteropServices;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Journal.Platform;
using Microsoft.Win32.SafeHandles;

namespace LlmTrader.Tests.Unit.Journal;

/// <summary>Each verdict by hand, what is done about it, and what the journal holds afterwards.</summary>
public sealed class RecoveryTests : IDisposable
{
    private const int Trades = 12;
    private readonly TestJournal _journal = new();

    // Blocks of two trades; segments of a few blocks.
    private static readonly JournalWriterOptions Small = new() { Mode = JournalMode.Sync, SegmentBytes = 1024, Preallocate = false };

    private static readonly RecoveryOptions Options = new() { ProgramVersion = "0.2.0-test", OpenedAt = Timestamp.FromUnixSeconds(1_700_000_100), EngineSemantics = 1 };

    [Fact]
    public void A_completed_journal_is_clean_and_goes_on()
    {
        _journal.WriteTrades(Trades, 2, Small);
        RecoveryInspection found = JournalRecovery.Inspect(_journal.Directory);
        Assert.Equal((RecoveryVerdict.Clean, Trades - 1, RecoveryVerdict.Clean), (found.In.Verdict, found.In.LastSequence, found.Out.Verdict));
        Continue(4, complete: true);
        Assert.Equal(Trades + 4, _journal.ReadTrades());
        Assert.True(JournalInspector.Verify(_journal.Directory).IsSound);
        Assert.Equal(2, Assert.Single(_journal.Directory.ReadEpochs()).Epoch);
    }

    [Fact]
    public void A_journal_without_end_mark_is_open_and_goes_on_in_a_higher_epoch()
    {
        _journal.WriteTrades(Trades, 2, Small, complete: false);
        Assert.Equal(RecoveryVerdict.Open, JournalRecovery.Inspect(_journal.Directory).Verdict);
        for (int epoch = 2; epoch <= 4; epoch++)
        {
            Assert.Equal(epoch, Continue(4, complete: false).Epoch);
        }

        Assert.Equal(Trades + 12, _journal.ReadTrades());
        string last = _journal.Directory.Segments(StreamKind.In)[^1];
        Assert.Equal((4, Trades + 8), (HeaderAt(last, 0).Epoch, HeaderAt(last, 0).FirstSequence));
        Assert.Equal([12L, 16L, 20L], _journal.Directory.ReadEpochs().Select(epoch => epoch.FirstSequence));
    }

    [Fact]
    public void An_empty_journal_goes_on_from_nothing()
    {
        Assert.Equal((RecoveryVerdict.Open, -1L), (JournalRecovery.Inspect(_journal.Directory).In.Verdict, JournalRecovery.Inspect(_journal.Directory).In.LastSequence));
        Continue(4, complete: true);
        Assert.Equal(4, _journal.ReadTrades());
    }

    [Fact]
    public void A_torn_tail_is_cut_and_kept_aside()
    {
        _journal.WriteTrades(Trades, 2, Small, complete: false);
        string last = _journal.Directory.Segments(StreamKind.In)[^1];
        byte[] whole = File.ReadAllBytes(last);
        File.WriteAllBytes(last, whole[..^7]);
        RecoveryInspection found = JournalRecovery.Inspect(_journal.Directory);
        Assert.Equal((RecoveryVerdict.TornTail, 9L, null), (found.In.Verdict, found.In.LastSequence, found.In.LastAffected));
        Assert.Contains("Nothing: the next start", found.Advice, StringComparison.Ordinal);
        JournalEpoch epoch = Continue(6, complete: true);
        Assert.Contains("torn tail", epoch.Reason, StringComparison.Ordinal);
        Assert.Equal(16, _journal.ReadTrades());
        byte[] aside = File.ReadAllBytes(Directory.GetFiles(Path.Combine(_journal.Path, "dropped", "2", "in")).Single());
        Assert.Equal(whole[..^7].AsSpan(whole.Length - 7 - aside.Length).ToArray(), aside);
        Assert.True(JournalInspector.Verify(_journal.Directory).IsSound);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_recovery_that_was_cut_off_itself_is_taken_up_again(bool wasCopied)
    {
        _journal.WriteTrades(Trades, 2, Small, complete: false);
        string last = _journal.Directory.Segments(StreamKind.In)[^1];
        byte[] torn = File.ReadAllBytes(last)[..^7];
        File.WriteAllBytes(last, torn);
        JournalRecovery.Open(_journal.Directory, Options).Dispose();
        File.WriteAllBytes(last, torn);    // As if the machine had stopped before the cut,
        string dropped = Path.Combine(_journal.Path, "dropped");
        if (!wasCopied) { Directory.Delete(dropped, recursive: true); }    // or already before the copy.
        Assert.Equal(RecoveryVerdict.TornTail, JournalRecovery.Inspect(_journal.Directory).Verdict);
        Assert.Equal(3, Continue(6, complete: true).Epoch);
        Assert.Equal(16, _journal.ReadTrades());
        byte[] aside = File.ReadAllBytes(Directory.GetFiles(Path.Combine(dropped, "3", "in")).Single());
        Assert.Equal(torn[^aside.Length..], aside);
        Assert.True(JournalInspector.Verify(_journal.Directory).IsSound);
    }

    [Fact]
    public void A_hole_above_every_watermark_is_an_ambiguous_tail()
    {
        List<(long Start, JournalBlockHeader Header)> blocks = WriteFullBlocks(syncAfter: 0);
        string segment = Flip(blocks[4].Start + 100);
        long kept = blocks[4].Header.FirstSequence - 1;
        long last = blocks[^1].Header.LastSequence;
        RecoveryInspection found = JournalRecovery.Inspect(_journal.Directory);
        Assert.Equal((RecoveryVerdict.AmbiguousTail, kept, last, blocks.Count - 5), (found.In.Verdict, found.In.LastSequence, found.In.LastAffected, found.In.WholeBlocksBehind));
        Assert.Equal((segment, 4, blocks[4].Start), (found.In.Position.Segment, found.In.Position.Block, found.In.Position.Offset));

        // Readers and the verifier judge alike.
        using (JournalReader reader = new(_journal.Directory))
        {
            Assert.Equal((kept + 1, JournalEnd.Torn, blocks.Count - 5), (TestJournal.ReadTrades(reader), reader.End, reader.TornTail!.WholeBlocksBehind));
        }

        JournalVerification verification = JournalInspector.Verify(_journal.Directory);
        Assert.Equal((false, false, JournalEnd.Torn), (verification.IsSound, verification.IsDamaged, verification.InEnd));
        Continue(3, complete: true);
        Assert.Equal(kept + 4, _journal.ReadTrades());
        AssertAside(2, blocks[5].Header.FirstSequence, last);
    }

    [Fact]
    public void The_same_hole_is_corruption_once_a_block_behind_it_says_that_it_had_been_durable()
    {
        List<(long Start, JournalBlockHeader Header)> blocks = WriteFullBlocks(syncAfter: 600);
        string segment = Flip(blocks[4].Start + 100);
        long kept = blocks[4].Header.FirstSequence - 1;
        RecoveryInspection found = JournalRecovery.Inspect(_journal.Directory);
        Assert.Equal((RecoveryVerdict.Corruption, kept, 599L), (found.In.Verdict, found.In.LastSequence, found.In.KnownDurable));
        Assert.Equal((kept + 1, blocks[4].Header.LastSequence), (Assert.Single(found.In.Unreadable).First, found.In.Unreadable[0].Last));
        Assert.Throws<JournalCorruptException>(() => _journal.ReadTrades());
        Assert.True(JournalInspector.Verify(_journal.Directory).IsDamaged);
        byte[] before = File.ReadAllBytes(segment);
        JournalRecoveryException refused = Assert.Throws<JournalRecoveryException>(() => JournalRecovery.Open(_journal.Directory, Options));
        Assert.Contains("journal repair", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(segment));
        Assert.Empty(_journal.Directory.ReadEpochs());

        JournalEpoch epoch = Continue(3, complete: true, Options with { AcceptLoss = true });
        Assert.Equal((kept + 1, blocks[^1].Header.LastSequence), (epoch.FirstSequence, epoch.DroppedThrough));
        Assert.Equal(kept + 4, _journal.ReadTrades());
        AssertAside(2, blocks[5].Header.FirstSequence, blocks[^1].Header.LastSequence);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Damage_in_the_middle_is_corruption_and_later_segments_are_put_aside_whole(int segment)
    {
        _journal.WriteTrades(40, 2, Small);
        IReadOnlyList<string> segments = _journal.Directory.Segments(StreamKind.In);
        Assert.True(segments.Count > 3);
        byte[] bytes = File.ReadAllBytes(segments[segment]);
        bytes[200] ^= 1;
        File.WriteAllBytes(segments[segment], bytes);
        byte[] later = File.ReadAllBytes(segments[^1]);
        JournalRecoveryException refused = Assert.Throws<JournalRecoveryException>(() => JournalRecovery.Open(_journal.Directory, Options));
        long kept = refused.Inspection.In.LastSequence;
        Continue(2, complete: true, Options with { AcceptLoss = true });
        Assert.Equal(kept + 3, _journal.ReadTrades());
        Assert.Equal(later, File.ReadAllBytes(Path.Combine(_journal.Path, "dropped", "2", "in", Path.GetFileName(segments[^1]))));
        AssertAside(2, kept + 3, 39);
    }

    [Fact]
    public void A_missing_end_that_an_empty_segment_remembers_is_corruption()
    {
        _journal.WriteTrades(Trades, 2, Small, complete: false);
        File.WriteAllBytes(Path.Combine(_journal.Directory.StreamPath(StreamKind.In), $"{20:D20}.seg"), []);    // Created once everything below 20 was durable.
        RecoveryInspection found = JournalRecovery.Inspect(_journal.Directory);
        Assert.Equal((RecoveryVerdict.Corruption, 11L, 19L), (found.In.Verdict, found.In.LastSequence, found.In.LastAffected));
        Assert.Throws<JournalCorruptException>(() => _journal.ReadTrades());
    }

    [Fact]
    public void What_an_epoch_found_on_the_disk_is_missed_if_it_goes()
    {
        _journal.WriteTrades(Trades, 2, Small, complete: false);
        Continue(0, complete: false);
        string last = _journal.Directory.Segments(StreamKind.In)[^1];
        File.WriteAllBytes(last, File.ReadAllBytes(last)[..^1]);
        RecoveryInspection found = JournalRecovery.Inspect(_journal.Directory);
        Assert.Equal((RecoveryVerdict.Corruption, 11L), (found.Verdict, found.In.KnownDurable));
    }

    [Fact]
    public void A_damaged_list_of_epochs_is_refused_and_written_anew_from_the_blocks()
    {
        _journal.WriteTrades(Trades, 2, Small, complete: false);
        Continue(2, complete: false);
        Continue(2, complete: true);
        string path = Path.Combine(_journal.Path, JournalDirectory.EpochsName);
        byte[] bytes = File.ReadAllBytes(path);
        bytes[60] ^= 1;
        File.WriteAllBytes(path, bytes);
        Assert.Contains(path, Assert.Throws<JournalRecoveryException>(() => JournalRecovery.Open(_journal.Directory, Options)).Message, StringComparison.Ordinal);
        Assert.Throws<JournalFormatException>(() => _journal.ReadTrades());
        Assert.Equal(4, Continue(2, complete: true, Options with { AcceptLoss = true }).Epoch);
        Assert.Equal(Trades + 6, _journal.ReadTrades());
    }

    [Fact]
    public void Other_semantics_continue_only_what_was_completed()
    {
        _journal.WriteTrades(Trades, 2, Small, complete: false);
        Assert.Contains("semantics", Assert.Throws<JournalRecoveryException>(() => JournalRecovery.Open(_journal.Directory, Options with { EngineSemantics = 2 })).Message, StringComparison.Ordinal);
        Continue(2, complete: true);
        Continue(2, complete: true, Options with { EngineSemantics = 2 });
        Assert.Equal(2, HeaderAt(_journal.Directory.Segments(StreamKind.In)[^1], 0).EngineSemantics);
        Assert.Equal(Trades + 4, _journal.ReadTrades());
    }

    [Fact]
    public void What_was_put_aside_is_not_continued()
    {
        A_torn_tail_is_cut_and_kept_aside();
        JournalDirectory aside = JournalDirectory.Open(Path.Combine(_journal.Path, "dropped", "2"));
        Assert.Throws<JournalRecoveryException>(() => JournalRecovery.Open(aside, Options));
    }

    [Fact]
    public void A_disk_that_can_not_be_read_is_no_verdict()
    {
        _journal.WriteTrades(Trades, 2, Small);
        JournalDirectory directory = JournalDirectory.Open(_journal.Path, new UnreadableDisk());
        Assert.Equal("read", Assert.Throws<JournalIOException>(() => JournalRecovery.Inspect(directory)).Operation);
    }

    [Fact]
    public void Two_writers_never_share_a_journal()
    {
        using (JournalWriter writer = new(_journal.Directory, Small))
        {
            JournalInUseException used = Assert.Throws<JournalInUseException>(() => JournalRecovery.Open(_journal.Directory, Options));
            Assert.Equal(Environment.ProcessId, used.ProcessId);
            Assert.Contains($"process {Environment.ProcessId} holds", used.Message, StringComparison.Ordinal);
        }

        using RecoveredJournal recovered = JournalRecovery.Open(_journal.Directory, Options);
        Assert.Throws<JournalInUseException>(() => JournalRecovery.Open(_journal.Directory, Options));
        Assert.Throws<JournalInUseException>(() => new JournalWriter(_journal.Directory, Small));
    }

    [Fact]
    public void Orders_of_an_epoch_are_named_by_it()
    {
        using RecoveredJournal recovered = JournalRecovery.Open(_journal.Directory, Options);
        Assert.Equal("test01E20000000000001", recovered.ClientOrderIdOf(new OrderId(1)).ToString());
    }

    public void Dispose() => _journal.Dispose();

    private JournalEpoch Continue(int trades, bool complete, RecoveryOptions? options = null)
    {
        using RecoveredJournal recovered = JournalRecovery.Open(_journal.Directory, options ?? Options);
        using JournalWriter writer = new(recovered, Small);
        Assert.Equal((recovered.NextSequence, recovered.NextSequence - 1), (writer.NextSequence, writer.DurableSequence));
        for (int i = 0; i < trades; i++)
        {
            EngineEvent e = TestJournal.Trade(writer.NextSequence);
            writer.Append(in e);
            writer.EndOfBatch();
        }

        if (complete) { writer.Complete(); }
        return recovered.Epoch;
    }

    // Full blocks in one segment; at most one sync.
    private List<(long Start, JournalBlockHeader Header)> WriteFullBlocks(int syncAfter)
    {
        JournalWriterOptions options = new() { Mode = JournalMode.Group, BlockBytes = 4096, OverlapBytes = int.MaxValue, Clock = new ManualClock(), Preallocate = false };
        using JournalWriter writer = new(_journal.Directory, options);
        for (int i = 0; i < 800; i++)
        {
            EngineEvent e = TestJournal.Trade(i);
            writer.Append(in e);
            if (i + 1 == syncAfter) { writer.EndOfBatch(); }
        }

        byte[] segment = File.ReadAllBytes(_journal.Directory.Segments(StreamKind.In).Single());
        List<(long Start, JournalBlockHeader Header)> blocks = [];
        for (int start = 0; start < segment.Length; start += blocks[^1].Header.LengthBytes) { blocks.Add((start, HeaderOf(segment.AsSpan(start)))); }
        return blocks;
    }

    private string Flip(long offset)
    {
        string segment = _journal.Directory.Segments(StreamKind.In).Single();
        byte[] bytes = File.ReadAllBytes(segment);
        bytes[offset] ^= 1;
        File.WriteAllBytes(segment, bytes);
        return segment;
    }

    private void AssertAside(int epoch, long first, long last)
    {
        JournalDirectory aside = JournalDirectory.Open(Path.Combine(_journal.Path, "dropped", $"{epoch}"));
        using JournalReader reader = new(aside);
        EngineEvent e = default;
        List<long> read = [];
        while (reader.TryRead(ref e))
        {
            EngineEvent expected = TestJournal.Trade(e.Sequence);
            Assert.Equal(EventJson.ToText(in expected), EventJson.ToText(in e));
            read.Add(e.Sequence);
        }

        Assert.Equal((first, last, last - first + 1), (read[0], read[^1], read.Count));
    }

    private static JournalBlockHeader HeaderAt(string segment, int start) => HeaderOf(File.ReadAllBytes(segment).AsSpan(start));

    private static JournalBlockHeader HeaderOf(ReadOnlySpan<byte> block) => MemoryMarshal.Read<JournalBlockHeader>(block[8..]);

    private sealed class UnreadableDisk : SegmentReads
    {
        public override int Read(SafeFileHandle file, Span<byte> into, long offset) => throw new IOException("Input/output error");
    }
}
