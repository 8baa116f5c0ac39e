using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal;

namespace LlmTrader.Tests.Property.Journal;

/// <summary>What is read is what was written, bit for bit, whatever the mode, the block and segment sizes and the batches.</summary>
public sealed class JournalRoundTripTests
{
    private const int Seeds = 60;

    [Fact]
    public void Events_of_every_kind_come_back_bit_for_bit()
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            WithJournal(seed, (directory, records) =>
            {
                EngineEvent[] events = [.. Enumerable.Range(0, records.Next(3000)).Select(i => records.Event(i, RandomRecords.EventKinds[records.Next(RandomRecords.EventKinds.Length)]))];
                using (JournalWriter writer = new(directory, Options(records)))
                {
                    foreach (EngineEvent e in events)
                    {
                        writer.Append(in e);
                        if (records.Next(20) == 0) { writer.EndOfBatch(); }
                    }

                    writer.Complete();
                    Assert.Equal(events.Length - 1, writer.DurableSequence);
                }

                using JournalReader reader = new(directory);
                EngineEvent next = records.Event(77, EventKind.Report);    // A dirty slot: nothing of it may shine through.
                foreach (EngineEvent e in events)
                {
                    Assert.True(reader.TryRead(ref next), $"seed {seed}: event {e.Sequence} is missing");
                    Assert.True(RandomRecords.EventBytes(in e).SequenceEqual(RandomRecords.EventBytes(in next)), $"seed {seed}: {EventJson.ToText(in e)} came back as {EventJson.ToText(in next)}");
                }

                Assert.False(reader.TryRead(ref next));
                Assert.DoesNotContain(JournalInspector.Verify(directory).Findings, finding => !finding.IsStreamMissing);   // There is no out here.
            });
        }
    }

    [Fact]
    public void Derived_records_of_every_kind_come_back_bit_for_bit()
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            WithJournal(seed, (directory, records) =>
            {
                long sequence = 0;
                OutRecord[] written = [.. Enumerable.Range(0, records.Next(2000)).Select(_ =>
                    records.Out(sequence += records.Next(3) == 0 ? records.Next(1 << 30) : records.Next(2), RandomRecords.OutKinds[records.Next(RandomRecords.OutKinds.Length)]))];
                using (OutJournalWriter writer = new(directory, Options(records)))
                {
                    foreach (OutRecord record in written)
                    {
                        writer.Append(in record);
                        if (records.Next(20) == 0) { writer.EndOfBatch(); }
                    }

                    writer.Complete();
                }

                using OutJournalReader reader = new(directory);
                using OutStreamComparer comparer = new(directory);
                OutRecord next = records.Out(5, OutKind.Decision);
                foreach (OutRecord record in written)
                {
                    Assert.True(reader.TryRead(ref next), $"seed {seed}: a record of {record.Sequence} is missing");
                    Assert.True(RandomRecords.OutBytes(in record).SequenceEqual(RandomRecords.OutBytes(in next)), $"seed {seed}: {EventJson.ToText(in record)} came back as {EventJson.ToText(in next)}");
                    comparer.Append(in record);
                }

                Assert.False(reader.TryRead(ref next));
                comparer.Complete();
                Assert.True(comparer.Difference is null && comparer.Compared == written.Length, $"seed {seed}: {comparer.Difference}");
                JournalVerification verification = JournalInspector.Verify(directory);    // The in stream was never written.
                Assert.True(verification.OutEnd == JournalEnd.Complete && verification.Findings.All(finding => finding.Stream == StreamKind.In), $"seed {seed}");
            });
        }
    }

    private static JournalWriterOptions Options(RandomRecords records) => new()
    {
        Mode = (JournalMode)records.Next(3),
        BlockBytes = 4096 << records.Next(6),
        SegmentBytes = 2048L << records.Next(10),
        GroupCommitBytes = 1 << (10 + records.Next(8)),
        Preallocate = records.Next(2) == 0,
    };

    private static void WithJournal(int seed, Action<JournalDirectory, RandomRecords> test)
    {
        string path = Directory.CreateTempSubdirectory("llmtrader-journal-").FullName;
        try
        {
            JournalManifest manifest = new()
            {
                ProgramVersion = "test",
                JournalId = "prop",
                CreatedAt = default,
                Instruments = new InstrumentTable([]),
                BarSpecs = [],
                Configuration = JsonDocument.Parse("{}").RootElement,
            };
            test(JournalDirectory.Create(path, manifest), new RandomRecords(seed));
        }
        finally
        {
            Directory.Delete(path, recursive: true);
        }
    }
}
