using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal;
using LlmTrader.Tests.Integration.Cli;
using Xunit.Abstractions;

namespace LlmTrader.Tests.Integration.Journal;

/// <summary>Followers that are started, stopped and killed while a journal is written miss nothing and see nothing twice.</summary>
public sealed class FollowerProcessTests(ITestOutputHelper output)
{
    private const int NapMilliseconds = 5;

    // Small segments, so that followers meet many rolls.
    private static readonly JournalWriterOptions Options = new() { SegmentBytes = 64 << 10, Preallocate = false };

    [Fact]
    public async Task Followers_that_are_killed_and_stopped_see_every_durable_event_once_and_in_order()
    {
        const int Lives = 10;
        using LiveJournal journal = new(20, Options);
        string checkpoint = Path.Combine(journal.Directory.FollowersPath, "test.json");
        Random random = new(11);
        Copy copy = new();
        for (int life = 0; life < Lives; life++)
        {
            using CommandProcess process = CommandProcess.Start(journal.Path, "journal", "follow", "journal", "--json", "--checkpoint", checkpoint);
            await Task.Delay(random.Next(200, 1500));
            bool isKilled = random.Next(3) > 0;
            if (isKilled) { process.Kill(); }
            else { process.Interrupt(); }
            ProcessResult result = await process.ResultAsync();
            Assert.Equal(isKilled ? 137 : 130, result.ExitCode);
            copy.Add(result.Output);
        }

        long written = journal.Complete();
        ProcessResult last = await CommandProcess.RunAsync(journal.Path, "journal", "follow", "journal", "--json", "--checkpoint", checkpoint);
        Assert.True(last.ExitCode == 0, last.Error);
        copy.Add(last.Output);
        output.WriteLine($"{written} events over {journal.Directory.Segments(StreamKind.In).Count} segments, {Lives} followers killed or stopped; {copy.Again} came again behind a kill and were dropped by sequence");
        Assert.Equal(written, copy.Next);
        Assert.True(copy.Lines > written / 2);

        // All of it once more, to a follower that knows of nothing.
        ProcessResult whole = await CommandProcess.RunAsync(journal.Path, "journal", "follow", "journal", "--json", "--from", (written - 3).ToString(CultureInfo.InvariantCulture));
        Assert.Equal(3, whole.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public void An_event_is_seen_soon_after_it_is_durable()
    {
        const int Seconds = 4;
        ConcurrentQueue<(long Sequence, long At)> durable = new();
        List<double> latencies = [];
        List<double> naps = [];
        using LiveJournal journal = new(20, Options, sequence => durable.Enqueue((sequence, Stopwatch.GetTimestamp())));
        using JournalFollower follower = new(JournalDirectory.Open(journal.Directory.Path));
        EngineEvent e = default;
        Stopwatch run = Stopwatch.StartNew();
        Thread machine = new(() => Nap(naps, run, TimeSpan.FromSeconds(Seconds)));
        machine.Start();
        long next = 0;
        while (run.Elapsed < TimeSpan.FromSeconds(Seconds))
        {
            follower.Wait(TimeSpan.FromMilliseconds(50));
            while (follower.TryRead(ref e)) { Assert.Equal(next++, e.Sequence); }
            long now = Stopwatch.GetTimestamp();
            while (durable.TryPeek(out var mark) && mark.Sequence < next)
            {
                durable.TryDequeue(out mark);
                latencies.Add(Math.Max(0, Stopwatch.GetElapsedTime(mark.At, now).TotalMilliseconds));
            }
        }

        machine.Join();
        latencies.Sort();
        naps.Sort();
        double p50 = latencies[latencies.Count / 2];
        double late = naps[naps.Count / 2] - NapMilliseconds;
        output.WriteLine($"{next} events, {latencies.Count} commits; durable to seen: p50 {p50:F2} ms, p99 {latencies[latencies.Count * 99 / 100]:F2} ms, max {latencies[^1]:F2} ms; "
            + $"this machine wakes a sleeping thread late by p50 {late:F2} ms, p99 {naps[naps.Count * 99 / 100] - NapMilliseconds:F2} ms");
        Assert.True(p50 < 10 + (2 * late), $"{p50} ms, where a thread is woken {late} ms late");    // The writer's loop sleeps as well.
        journal.Complete();
        while (follower.Wait(TimeSpan.FromSeconds(5))) { Assert.True(follower.TryRead(ref e)); }
        Assert.True(follower.IsAtEnd);
    }

    // What no follower can be better than: how late the machine, with all else that it does, wakes a thread.
    private static void Nap(List<double> naps, Stopwatch run, TimeSpan length)
    {
        while (run.Elapsed < length)
        {
            long start = Stopwatch.GetTimestamp();
            Thread.Sleep(NapMilliseconds);
            naps.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
    }

    /// <summary>What a consumer keeps: lines by sequence, each once.</summary>
    private sealed class Copy
    {
        public long Next { get; private set; }

        public long Lines { get; private set; }

        public long Again { get; private set; }

        public void Add(string text)
        {
            int end = text.LastIndexOf('\n') + 1;    // A kill may cut the last line.
            foreach (string line in text[..end].Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                using JsonDocument record = JsonDocument.Parse(line);
                long sequence = record.RootElement.GetProperty("sequence").GetInt64();
                Lines++;
                Assert.True(sequence <= Next, $"{sequence} comes where {Next} is missing");
                if (sequence < Next) { Again++; continue; }
                Assert.Equal(sequence * 31, record.RootElement.GetProperty("dropped").GetInt64());
                Next++;
            }
        }
    }
}
