using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Journal.Retention;

namespace LlmTrader.Tests.Unit.Journal;

/// <summary>Reading and judging from a sequence on gives what the whole walk gives, and opens nothing before it.</summary>
public sealed class ReadFromTests : IDisposable
{
    private const int Trades = 40;

    // Blocks of one to three trades; segments of a few blocks.
    private static readonly JournalWriterOptions Small = new() { Mode = JournalMode.Sync, SegmentBytes = 1024, Preallocate = false };

    private readonly TestJournal _journal = new();

    [Fact]
    public void A_reader_starts_at_every_sequence_and_at_those_behind_the_end()
    {
        _journal.WriteTrades(Trades, 3, Small);
        for (int from = 0; from <= Trades + 2; from++)
        {
            using JournalReader reader = new(_journal.Directory, from);
            Assert.Equal(from, reader.NextSequence);
            EngineEvent e = default;
            long next = from;
            for (; reader.TryRead(ref e); next++)
            {
                EngineEvent expected = TestJournal.Trade(next);
                Assert.Equal(EventJson.ToText(in expected), EventJson.ToText(in e));
            }

            Assert.Equal((Math.Max(from, Trades), JournalEnd.Complete), (next, reader.End));
        }
    }

    [Fact]
    public void What_lies_in_segments_before_the_start_is_not_looked_at_and_what_lies_behind_it_is()
    {
        _journal.WriteTrades(Trades, 3, Small);
        IReadOnlyList<string> segments = _journal.Directory.Segments(StreamKind.In);
        Assert.True(segments.Count >= 4);
        Flip(segments[1]);
        long third = JournalDirectory.FirstSequenceOf(segments[2]);
        Assert.Equal(Trades - third, Count(third));
        Assert.Throws<JournalCorruptException>(() => Count(third - 1));
        Assert.Equal(RecoveryVerdict.Clean, JournalRecovery.Inspect(_journal.Directory, from: third).Verdict);
        Assert.Equal(RecoveryVerdict.Corruption, JournalRecovery.Inspect(_journal.Directory, from: third - 1).Verdict);
        Assert.False(JournalInspector.Verify(_journal.Directory).IsSound);
        Flip(segments[2]);
        Assert.Throws<JournalCorruptException>(() => Count(third));
    }

    [Fact]
    public void A_start_in_a_pruned_part_is_refused()
    {
        _journal.WriteTrades(Trades, 3, Small);
        JournalPruner pruner = new(_journal.Directory, oldestSnapshot: 30, TimeSpan.Zero);
        pruner.Plan();
        pruner.Run();
        long first = JournalDirectory.FirstSequenceOf(_journal.Directory.Segments(StreamKind.In)[0]);
        Assert.InRange(first, 1, 30);
        Assert.Throws<JournalPrunedException>(() => Count(first - 1));
        Assert.Equal(Trades - first, Count(first));
    }

    [Fact]
    public void A_recovery_from_a_sequence_on_leaves_the_same_files_as_one_from_the_beginning()
    {
        int judgedWhole = 0;
        for (int seed = 1; seed <= 150; seed++)
        {
            Random random = new(seed);
            using TestJournal part = new();
            Write(part, random);
            using TestJournal whole = new();
            Copy(part.Path, whole.Path);
            long from = random.Next(Trades + 2);
            RecoveryInspection expected = JournalRecovery.Inspect(whole.Directory);
            RecoveryInspection found = JournalRecovery.Inspect(part.Directory, from: from);
            Assert.Equal(expected.ToString().Replace(whole.Path, part.Path, StringComparison.Ordinal), found.ToString());
            if (found.Verdict == RecoveryVerdict.Corruption) { continue; }
            judgedWhole++;
            GoOn(whole, 0);
            GoOn(part, from);
            Assert.Equal(Contents(whole.Path), Contents(part.Path));
            Assert.Equal(whole.Directory.ReadEpochs().Select(epoch => epoch with { Reason = epoch.Reason.Replace(whole.Path, part.Path, StringComparison.Ordinal) }), part.Directory.ReadEpochs());
            JournalVerification verified = JournalInspector.Verify(part.Directory);
            Assert.True(verified.IsSound, $"seed {seed}: {string.Join(' ', verified.Findings)}");
        }

        Assert.True(judgedWhole > 100, $"{judgedWhole}");
    }

    public void Dispose() => _journal.Dispose();

    // Both streams, in blocks of random length, several records of one sequence in out; then cut anywhere near the end.
    private static void Write(TestJournal journal, Random random)
    {
        using (JournalWriter writer = new(journal.Directory, Small))
        using (OutJournalWriter outWriter = new(journal.Directory, Small with { BlockBytes = 4096, WriteDelay = TimeSpan.Zero, SegmentBytes = 1024 }))
        {
            for (int i = 0; i < Trades; i++)
            {
                EngineEvent e = TestJournal.Trade(i);
                writer.Append(in e);
                if (random.Next(2) == 0) { writer.EndOfBatch(); }
                for (int count = random.Next(4) == 0 ? random.Next(30) : random.Next(2); count > 0; count--)
                {
                    outWriter.Append(TestJournal.Equity(i, count));
                    if (random.Next(3) == 0) { outWriter.EndOfBatch(); }
                }
            }

            writer.EndOfBatch();
            if (random.Next(2) == 0)
            {
                writer.Complete();
                outWriter.Complete();
            }
        }

        foreach (StreamKind stream in Enum.GetValues<StreamKind>().Where(stream => Enum.IsDefined(stream) && journal.Directory.Segments(stream).Count > 0))
        {
            if (random.Next(3) == 0) { continue; }
            string last = journal.Directory.Segments(stream)[^1];
            byte[] bytes = File.ReadAllBytes(last);
            File.WriteAllBytes(last, bytes[..random.Next(bytes.Length + 1)]);
        }
    }

    private static void GoOn(TestJournal journal, long from)
    {
        using RecoveredJournal recovered = JournalRecovery.Open(journal.Directory, new RecoveryOptions { ProgramVersion = "test", OpenedAt = default, EngineSemantics = 1, From = from });
        using JournalWriter writer = new(recovered, Small);
        using OutJournalWriter outWriter = new(recovered, Small with { WriteDelay = TimeSpan.Zero });
        for (long sequence = recovered.NextSequence, i = 0; i < 5; i++)
        {
            EngineEvent e = TestJournal.Trade(sequence + i);
            writer.Append(in e);
            outWriter.Append(TestJournal.Equity(sequence + i, 7));
        }

        writer.Complete();
        outWriter.Complete();
    }

    private static List<string> Contents(string path) =>
        [.. Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Where(file => Path.GetExtension(file) == ".seg").Order(StringComparer.Ordinal)
            .Select(file => $"{Path.GetRelativePath(path, file)} {Convert.ToHexString(File.ReadAllBytes(file))}")];

    // Without the lock, which a process that another test has just forked may still hold.
    private static void Copy(string from, string to)
    {
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "lock"))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
        }
    }

    private static void Flip(string segment)
    {
        byte[] bytes = File.ReadAllBytes(segment);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(segment, bytes);
    }

    private long Count(long from)
    {
        using JournalReader reader = new(JournalDirectory.Open(_journal.Path), from);
        EngineEvent e = default;
        long count = 0;
        while (reader.TryRead(ref e)) { count++; }
        return count;
    }
}
