using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Feeds.Simulated;
using LlmTrader.Persistence.Journal;
using LlmTrader.Tools.Hosting.Runs;

namespace LlmTrader.Tests.Unit.Runs;

/// <summary>A benchmark's journal comes and goes, and leaves nothing behind.</summary>
public sealed class TemporaryJournalTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("llmtrader-temporary-journal-").FullName;

    private static InstrumentTable Instruments => new([.. SimulatedMarket.DemoInstruments().Select(simulated => simulated.Instrument)]);

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void It_can_be_written_where_it_was_asked_for_and_goes_with_its_files()
    {
        using (TemporaryJournal journal = new("latency", Instruments, [BarSpec.Parse("1m")], _directory))
        {
            Assert.StartsWith(Path.Combine(_directory, "llmtrader-latency-"), journal.Directory.Path, StringComparison.Ordinal);
            JsonElement configuration = journal.Directory.Manifest.Configuration;
            Assert.Equal("latency", configuration.GetProperty("benchmark").GetString());
            using JournalWriter writer = new(journal.Directory, new JournalWriterOptions { Mode = JournalMode.Async, Preallocate = false });
            writer.Append(new EngineEvent { Kind = EventKind.Gap, Instrument = InstrumentId.None, Time = new Timestamp(1) });
            writer.Complete();
            Assert.Equal(0, writer.WrittenSequence);
        }

        Assert.Empty(Directory.GetFileSystemEntries(_directory));
    }

    [Fact]
    public void One_that_can_not_be_made_leaves_nothing()
    {
        Assert.ThrowsAny<Exception>(() => new TemporaryJournal("latency", null!, [BarSpec.Parse("1m")], _directory));
        Assert.Empty(Directory.GetFileSystemEntries(_directory));
    }
}
