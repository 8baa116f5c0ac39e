using LlmTrader.Tests.Support.Models;
using LlmTrader.Tools.Hosting.Live.Logging;
using Serilog.Events;

namespace LlmTrader.Tests.Unit.Live;

public sealed class HostLogTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);   // Of a LineJoiner.

    private readonly string _directory = Directory.CreateTempSubdirectory("llmtrader-log-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void A_line_that_repeats_is_written_once_and_counted()
    {
        using (HostLog log = new(new LogOptions { Console = false, File = Path.Combine(_directory, "engine.log") }))
        {
            for (int i = 0; i < 1000; i++) { log.Logger.Warning("The venue is gone: {Reason}", "refused"); }
            log.Logger.Information("Something else {Value}", 1);
            log.Logger.Information("Something else {Value}", 2);
        }

        string[] lines = Lines();
        Assert.Equal(4, lines.Length);
        Assert.EndsWith("WRN The venue is gone: refused", lines[0], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.Contains("The venue is gone: refused (999 more times in ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.EndsWith("INF Something else 2", StringComparison.Ordinal));
    }

    [Fact]
    public void Equal_text_of_another_level_is_another_line()
    {
        using (HostLog log = new(new LogOptions { Console = false, File = Path.Combine(_directory, "engine.log") }))
        {
            log.Logger.Information("Full");
            log.Logger.Error("Full");
        }

        Assert.Equal(2, Lines().Length);
    }

    [Fact]
    public void A_message_of_several_lines_that_repeats_stays_whole_and_is_counted_on_its_first_line()
    {
        using (HostLog log = new(new LogOptions { Console = false, IsPlain = true, File = Path.Combine(_directory, "engine.log") }))
        using (LineJoiner lines = new(message => log.Logger.Information("{Message:l}", message), new VirtualTime()))
        {
            for (int i = 0; i < 3; i++)
            {
                foreach (string line in new[] { "error: It differs:", "  }", "  a: 1 -> 2", "  }", $"Put these values back ({i})." }) { lines.Add(line); }
            }
        }

        Assert.Equal(
            ["error: It differs:", "  }", "  a: 1 -> 2", "  }", "Put these values back (0).", "Put these values back (1).", "Put these values back (2)."], Lines()[..7]);
        Assert.Matches(@"^error: It differs: … and 3 lines below it, as before \(2 more times in \d+ s\)$", Assert.Single(Lines()[7..]));
    }

    [Fact]
    public void A_message_that_nothing_follows_is_passed_on_all_the_same()
    {
        VirtualTime time = new();
        List<string> passed = [];
        using LineJoiner lines = new(passed.Add, time);
        lines.Add("error: alone");
        time.Advance(Pause / 2);
        lines.Add("  with a second line");
        time.Advance(Pause / 2);
        Assert.Empty(passed);
        time.Advance(Pause / 2);
        Assert.Equal("error: alone\n  with a second line", Assert.Single(passed));
    }

    [Fact]
    public async Task A_line_that_nothing_follows_is_passed_on_by_the_clock_of_the_system_too()
    {
        TaskCompletionSource<string> passed = new();
        using LineJoiner lines = new(passed.SetResult);
        lines.Add("error: alone");
        Assert.Equal("error: alone", await passed.Task.WaitAsync(Patience));
    }

    [Fact]
    public void A_pause_that_ends_while_the_next_message_begins_does_not_split_that_one()
    {
        VirtualTime time = new();
        List<string> passed = [];
        Thread pause = new(() => time.Advance(Pause));
        using (LineJoiner lines = new(Write, time))
        {
            lines.Add("first");
            lines.Add("second");
            Assert.True(pause.Join(Patience));
            lines.Add("  with a second line");
        }

        Assert.Equal(["first", "second\n  with a second line"], passed);

        // A log that is slow the first time: meanwhile the pause behind the first message ends, and waits for its turn.
        void Write(string message)
        {
            passed.Add(message);
            if (message != "first") { return; }
            pause.Start();
            Assert.True(SpinWait.SpinUntil(() => pause.ThreadState.HasFlag(ThreadState.WaitSleepJoin), Patience));
        }
    }

    [Fact]
    public void The_level_can_be_changed_while_it_runs()
    {
        using (HostLog log = new(new LogOptions { Console = false, File = Path.Combine(_directory, "engine.log") }))
        {
            log.Logger.Debug("not written");
            log.Level.MinimumLevel = LogEventLevel.Debug;
            log.Logger.Debug("written");
        }

        Assert.EndsWith("DBG written", Assert.Single(Lines()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_full_begins_a_new_one_and_old_ones_go()
    {
        using (HostLog log = new(new LogOptions { Console = false, File = Path.Combine(_directory, "engine.log"), FileBytes = 4096, Files = 3 }))
        {
            for (int i = 0; i < 1000; i++) { log.Logger.Information("Line {Number} of a log that would outgrow its files", i); }
        }

        string[] files = Directory.GetFiles(_directory);
        Assert.Equal(3, files.Length);
        Assert.All(files, file => Assert.True(new FileInfo(file).Length < 8192));
        Assert.Contains(Lines(), line => line.Contains("Line 999 of", StringComparison.Ordinal));
    }

    [Fact]
    public void Times_are_UTC()
    {
        using (HostLog log = new(new LogOptions { Console = false, File = Path.Combine(_directory, "engine.log") })) { log.Logger.Information("now"); }
        DateTime written = DateTime.Parse(Assert.Single(Lines()).Split(' ')[0], null, System.Globalization.DateTimeStyles.AdjustToUniversal);
        Assert.InRange(DateTime.UtcNow - written, TimeSpan.FromSeconds(-1), TimeSpan.FromMinutes(1));
    }

    private string[] Lines() => [.. Directory.GetFiles(_directory).Order(StringComparer.Ordinal).SelectMany(File.ReadAllLines)];
}
