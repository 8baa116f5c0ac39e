using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal;
using LlmTrader.Tests.Unit.Journal;
using LlmTrader.Tools.Hosting.Runs;

namespace LlmTrader.Tests.Unit.Runs;

/// <summary>Several writers that aim at one place.</summary>
public sealed class NewJournalTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("llmtrader-new-journal-").FullName;

    private string Target => Path.Combine(_directory, "journal");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Two_writers_at_once_do_not_touch_each_others_files()
    {
        using NewJournal first = new(Target, replace: false);
        string firstId = Write(first);
        using NewJournal second = new(Target, replace: false);
        Write(second);

        first.Publish();
        RunException error = Assert.Throws<RunException>(second.Publish);
        Assert.Contains("--force", error.Message, StringComparison.Ordinal);
        second.Dispose();
        Assert.Equal(firstId, JournalDirectory.Open(Target).Manifest.JournalId);
        Assert.Equal([Target], Directory.GetFileSystemEntries(_directory));
    }

    [Fact]
    public void With_replace_the_last_one_to_finish_stays_and_nothing_is_left_over()
    {
        using NewJournal first = new(Target, replace: true);
        Write(first);
        using NewJournal second = new(Target, replace: true);
        string secondId = Write(second);
        first.Publish();
        second.Publish();
        Assert.Equal(secondId, JournalDirectory.Open(Target).Manifest.JournalId);
        Assert.Equal([Target], Directory.GetFileSystemEntries(_directory));
    }

    [Fact]
    public void An_empty_directory_is_a_place_and_what_somebody_put_there_meanwhile_is_not_lost()
    {
        Directory.CreateDirectory(Target);
        using NewJournal journal = new(Target, replace: true);
        Write(journal);
        string letter = Path.Combine(Target, "letter.txt");
        File.WriteAllText(letter, "mine");
        Assert.Throws<RunException>(journal.Publish);
        Assert.Equal("mine", File.ReadAllText(letter));

        File.Delete(letter);
        journal.Publish();
        Assert.Equal([Target], Directory.GetFileSystemEntries(_directory));
    }

    [Fact]
    public void What_is_not_published_goes_and_a_dead_writers_leftovers_stay_out_of_the_way()
    {
        string leftover = $"{Target}.partial-1-00000000";
        Directory.CreateDirectory(leftover);
        using (NewJournal given = new(Target, replace: false)) { Write(given); }
        Assert.Equal([leftover], Directory.GetFileSystemEntries(_directory));
        using NewJournal journal = new(Target, replace: false);
        Write(journal);
        string partial = Directory.GetDirectories(_directory).Single(path => path != leftover);
        Assert.StartsWith($"{Target}.partial-{Environment.ProcessId}-", partial, StringComparison.Ordinal);
        journal.Publish();
        Assert.True(Directory.Exists(leftover));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Of_many_that_publish_at_the_same_time_the_place_holds_one_that_is_whole(bool replace)
    {
        const int Writers = 8;
        for (int round = 0; round < 20; round++)
        {
            string[] ids = new string[Writers];
            bool[] published = new bool[Writers];
            NewJournal[] journals = [.. Enumerable.Range(0, Writers).Select(_ => new NewJournal(Target, replace))];
            for (int i = 0; i < Writers; i++) { ids[i] = Write(journals[i]); }
            Parallel.For(0, Writers, i =>
            {
                try
                {
                    journals[i].Publish();
                    published[i] = true;
                }
                catch (RunException) when (!replace)
                {
                    // Another one was first.
                }

                journals[i].Dispose();
            });

            Assert.Equal(replace ? Writers : 1, published.Count(done => done));
            string winner = JournalDirectory.Open(Target).Manifest.JournalId;
            Assert.True(published[Array.IndexOf(ids, winner)], $"round {round}");
            Assert.Equal([Target], Directory.GetFileSystemEntries(_directory));
            Directory.Delete(Target, recursive: true);
        }
    }

    private static string Write(NewJournal journal) => journal.Create(
        new InstrumentTable([TestJournal.Instrument(0, "BTCUSDT", "BTC")]), [], JsonSerializer.SerializeToElement(new { test = true }), new Timestamp(0)).Manifest.JournalId;
}
