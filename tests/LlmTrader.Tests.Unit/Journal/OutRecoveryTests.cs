using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal;

namespace LlmTrader.Tests.Unit.Journal;

/// <summary>The derived stream after a crash: cut to what the events that are left caused, and completed by a replay.</summary>
public sealed class OutRecoveryTests : IDisposable
{
    private static readonly RecoveryOptions Options = new() { ProgramVersion = "0.2.0-test", OpenedAt = Timestamp.FromUnixSeconds(1_700_000_100), EngineSemantics = 1 };

    private readonly TestJournal _journal = new();

    [Theory]
    [InlineData(1, 64 << 10)]
    [InlineData(3, 64 << 10)]
    [InlineData(7, 1024)]
    [InlineData(200, 1024)]     // Many blocks, and whole segments, of one sequence.
    public void What_out_has_of_lost_events_goes_and_what_it_lacks_is_written_by_the_replay(int perSequence, int segmentBytes)
    {
        const int Sequences = 20;
        foreach (int inEnd in new[] { 0, 7, Sequences })
        {
            for (int outEnd = 0; outEnd <= Sequences * perSequence; outEnd += (perSequence * 17 / 10) + 1)
            {
                using TestJournal journal = new();
                journal.WriteTrades(inEnd, 1, new JournalWriterOptions { Mode = JournalMode.Sync, Preallocate = false }, complete: false);
                WriteOut(journal, outEnd, perSequence, segmentBytes);
                string what = $"{perSequence} records per sequence, {inEnd} events, {outEnd} records";
                using (RecoveredJournal recovered = JournalRecovery.Open(journal.Directory, Options))
                {
                    Assert.True(recovered.Found.Verdict <= RecoveryVerdict.Open, what);
                    Assert.True(recovered.LastOutSequence < inEnd, what);
                    using JournalWriter writer = new(recovered);
                    using OutJournalWriter output = new(recovered, new JournalWriterOptions { SegmentBytes = segmentBytes, BlockBytes = 4096, Preallocate = false });
                    for (int sequence = 0; sequence < inEnd + 5; sequence++)
                    {
                        for (int i = 0; i < perSequence; i++) { Append(output, sequence, i); }
                        if (sequence >= inEnd)
                        {
                            EngineEvent e = TestJournal.Trade(sequence);
                            writer.Append(in e);
                        }
                    }

                    writer.Complete();
                    output.Complete();
                }

                AssertHolds(journal, (inEnd + 5) * perSequence, perSequence, what);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_run_that_derives_nothing_and_is_stopped_clean_leaves_both_streams_complete(int quietRuns)
    {
        const int Sequences = 10;
        _journal.WriteTrades(Sequences, 1, new JournalWriterOptions { Mode = JournalMode.Sync, Preallocate = false }, complete: false);
        WriteOut(_journal, Sequences, 1, 64 << 10);
        for (int run = 0; run <= quietRuns; run++)
        {
            using (RecoveredJournal recovered = JournalRecovery.Open(_journal.Directory, Options))
            {
                using JournalWriter writer = new(recovered);
                using OutJournalWriter output = new(recovered);
                for (int sequence = 0; sequence < Sequences; sequence++) { Append(output, sequence, 0); }    // The replay, of which the stream has all.
                EngineEvent e = TestJournal.Trade(recovered.NextSequence);    // As an engine's first: in has a record of each run.
                writer.Append(in e);
                if (run == quietRuns) { Append(output, (int)recovered.NextSequence, 0); }

                writer.Complete();
                output.Complete();
            }

            RecoveryInspection found = JournalRecovery.Inspect(_journal.Directory);
            Assert.True(found.Out.Verdict == RecoveryVerdict.Clean, $"run {run}: {found}");
        }

        AssertHolds(_journal, Sequences, 1, "quiet runs", last: Sequences + quietRuns);
    }

    [Fact]
    public void Damage_to_out_below_its_watermark_is_refused_and_rebuilt_once_accepted()
    {
        _journal.WriteTrades(300, 1, new JournalWriterOptions { Mode = JournalMode.Async, Preallocate = false });
        WriteOut(_journal, 300, 1, 1024);
        IReadOnlyList<string> segments = _journal.Directory.Segments(StreamKind.Out);
        byte[] bytes = File.ReadAllBytes(segments[1]);
        bytes[100] ^= 8;
        File.WriteAllBytes(segments[1], bytes);
        JournalRecoveryException refused = Assert.Throws<JournalRecoveryException>(() => JournalRecovery.Open(_journal.Directory, Options));
        Assert.Equal((RecoveryVerdict.Clean, RecoveryVerdict.Corruption), (refused.Inspection.In.Verdict, refused.Inspection.Out.Verdict));
        Assert.Contains("the replay of the next start rebuilds it", refused.Message, StringComparison.Ordinal);
        using (RecoveredJournal recovered = JournalRecovery.Open(_journal.Directory, Options with { AcceptLoss = true }))
        {
            Assert.Equal(300, recovered.NextSequence);
            using JournalWriter writer = new(recovered);
            using OutJournalWriter output = new(recovered);
            for (int sequence = 0; sequence < 300; sequence++) { Append(output, sequence, 0); }
            EngineEvent e = TestJournal.Trade(300);
            writer.Append(in e);
            writer.Complete();
            output.Complete();
        }

        AssertHolds(_journal, 300, 1, "rebuilt");
    }

    public void Dispose() => _journal.Dispose();

    private static void WriteOut(TestJournal journal, int records, int perSequence, int segmentBytes)
    {
        using OutJournalWriter output = new(journal.Directory, new JournalWriterOptions { WriteDelay = TimeSpan.Zero, SegmentBytes = segmentBytes, BlockBytes = 4096, Preallocate = false });
        for (int i = 0; i < records; i++)
        {
            Append(output, i / perSequence, i % perSequence);
            if (i % 5 == 4) { output.EndOfBatch(); }
        }

        output.EndOfBatch();
    }

    private static void Append(OutJournalWriter output, int sequence, int index)
    {
        OutRecord record = TestJournal.Equity(sequence, (sequence * 1000) + index);
        output.Append(in record);
    }

    // Then, if need be, one record of a later sequence.
    private static void AssertHolds(TestJournal journal, int records, int perSequence, string what, int? last = null)
    {
        using OutJournalReader reader = new(journal.Directory);
        OutRecord record = default;
        for (int i = 0; i < records; i++)
        {
            Assert.True(reader.TryRead(ref record), $"{what}: record {i} is missing");
            Assert.True((i / perSequence, (i / perSequence * 1000) + (i % perSequence)) == (record.Sequence, record.Equity.EquityRaw), $"{what}: record {i} is {EventJson.ToText(in record)}");
        }

        if (last is { } sequence) { Assert.True(reader.TryRead(ref record) && record.Sequence == sequence, what); }
        Assert.False(reader.TryRead(ref record), what);
        JournalVerification verification = JournalInspector.Verify(journal.Directory);
        Assert.True(verification.IsSound, $"{what}: {string.Join(' ', verification.Findings)}");
    }
}
