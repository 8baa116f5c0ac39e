using System.Diagnostics;
using System.Text;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Decisions;
using LlmTrader.Persistence.Journal.Platform;
using LlmTrader.Tests.Unit.Backtests;
using LlmTrader.Tests.Unit.Journal;

namespace LlmTrader.Tests.Unit.Decisions;

public sealed class DecisionWriterTests : IDisposable
{
    private static readonly Timestamp Noon = Timestamp.FromUnixSeconds(1_795_262_400);    // 2026-11-21T12:00:00Z.
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Lines_are_as_the_format_says()
    {
        using DecisionWriter writer = DecisionWriter.Open(_directory.Path);
        writer.Append(Noon, "d1", DecisionKind.Proposal, "{ \"source\": \"a > b\\nend\", \"x\": 1.50 }"u8.ToArray());
        string path = Path.Combine(_directory.Path, "decisions-202611.jsonl");
        string hash = DecisionVerification.Of(_directory.Path).Fault is null ? DecisionReader.All(_directory.Path).Single().Hash : "";
        Assert.Equal($$"""{"sequence":1,"time":"2026-11-21T12:00:00.000000000Z","decision":"d1","kind":"proposal","body":{"source":"a > b\nend","x":1.50},"previous":"{{new string('0', 64)}}","hash":"{{hash}}"}""" + "\n", File.ReadAllText(path));
    }

    // Who doubts us can check with what every system has.
    [SkippableFact]
    public void Sed_and_sha256sum_check_the_chain()
    {
        Skip.IfNot(File.Exists("/usr/bin/sha256sum"), "coreutils are not installed");
        using (DecisionWriter writer = DecisionWriter.Open(_directory.Path))
        {
            writer.Append(Noon, "d1", DecisionKind.Observation, "{\"é\":\"ü\"}"u8.ToArray());
            writer.Append(Noon, "d1", DecisionKind.Outcome, "{}"u8.ToArray());
        }

        DecisionRecord[] records = [.. DecisionReader.All(_directory.Path)];
        string file = Path.Combine(_directory.Path, "decisions-202611.jsonl");
        Assert.Equal(records[1].Previous, Shell($"head -n 1 {file} | tr -d '\\n' | sha256sum | cut -c1-64"));
        Assert.Equal(records[1].Hash, Shell($"sed -n 2p {file} | sed -E 's/,\"hash\":\"[0-9a-f]{{64}}\"}}$/}}/' | tr -d '\\n' | sha256sum | cut -c1-64"));
    }

    [Fact]
    public void A_clock_that_went_back_stands_still()
    {
        using DecisionWriter writer = DecisionWriter.Open(_directory.Path);
        writer.Append(Noon, "d1", DecisionKind.Observation, "{}"u8.ToArray());
        Assert.Equal(Noon, writer.Append(Noon - Duration.FromDays(60), "d1", DecisionKind.Outcome, "{}"u8.ToArray()).Time);
        Assert.Null(DecisionVerification.Of(_directory.Path).Fault);
    }

    [Fact]
    public void A_second_writer_is_refused_and_told_who_has_it()
    {
        using DecisionWriter writer = DecisionWriter.Open(_directory.Path);
        Assert.Equal(Environment.ProcessId, Assert.Throws<JournalInUseException>(() => DecisionWriter.Open(_directory.Path)).ProcessId);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"a\":1,\"a\":2}")]
    [InlineData("{")]
    public void A_body_that_is_no_object_is_refused(string body)
    {
        using DecisionWriter writer = DecisionWriter.Open(_directory.Path);
        Assert.Throws<ArgumentException>(() => writer.Append(Noon, "d1", DecisionKind.Observation, Encoding.UTF8.GetBytes(body)));
        Assert.Throws<ArgumentException>(() => writer.Append(Noon, "no id", DecisionKind.Observation, "{}"u8.ToArray()));
        Assert.Equal(1, writer.Append(Noon, "d1", DecisionKind.Observation, "{}"u8.ToArray()).Sequence);
    }

    [Fact]
    public void A_disk_that_is_full_at_any_byte_refuses_the_record_and_keeps_nothing_of_it()
    {
        for (long room = 0; room < 400; room += 7)
        {
            using TemporaryDirectory directory = new();
            FaultyDisk disk = new();
            using (DecisionWriter writer = DecisionWriter.Open(directory.Path, calls: disk))
            {
                writer.Append(Noon, "d1", DecisionKind.Observation, "{}"u8.ToArray());
                disk.Room = room;
                byte[] before = File.ReadAllBytes(Path.Combine(directory.Path, "decisions-202611.jsonl"));
                JournalIOException full = Assert.Throws<JournalIOException>(() => writer.Append(Noon, "d1", DecisionKind.Proposal, Encoding.UTF8.GetBytes($"{{\"source\":\"{new string('x', 400)}\"}}")));
                Assert.True(full.IsDiskFull);
                Assert.Equal(before, File.ReadAllBytes(Path.Combine(directory.Path, "decisions-202611.jsonl")));
                disk.Room = long.MaxValue;
                Assert.Equal(2, writer.Append(Noon, "d1", DecisionKind.Proposal, "{}"u8.ToArray()).Sequence);
            }

            Assert.Null(DecisionVerification.Of(directory.Path).Fault);
        }
    }

    [Fact]
    public void What_a_full_disk_lets_nobody_cut_is_cut_at_the_next_opening()
    {
        FaultyDisk disk = new();
        using (DecisionWriter writer = DecisionWriter.Open(_directory.Path, calls: disk))
        {
            writer.Append(Noon, "d1", DecisionKind.Observation, "{}"u8.ToArray());
            disk.Room = 40;
            disk.TruncateErrno = Errno.EIO;
            Assert.Throws<JournalIOException>(() => writer.Append(Noon, "d1", DecisionKind.Proposal, "{}"u8.ToArray()));
            disk.Room = long.MaxValue;
            Assert.Throws<JournalIOException>(() => writer.Append(Noon, "d1", DecisionKind.Proposal, "{}"u8.ToArray()));
        }

        using DecisionWriter next = DecisionWriter.Open(_directory.Path);
        Assert.Equal(40, next.Cut?.Bytes);
        Assert.Equal(1, next.Place.Sequence);
    }

    [Fact]
    public void Nothing_is_written_behind_a_failed_sync()
    {
        FaultyDisk disk = new();
        using DecisionWriter writer = DecisionWriter.Open(_directory.Path, calls: disk);
        writer.Append(Noon, "d1", DecisionKind.Observation, "{}"u8.ToArray());
        disk.SyncErrno = Errno.EIO;
        Assert.Throws<JournalIOException>(() => writer.Append(Noon, "d1", DecisionKind.Proposal, "{}"u8.ToArray()));
        disk.SyncErrno = 0;
        Assert.Throws<JournalIOException>(() => writer.Append(Noon, "d1", DecisionKind.Proposal, "{}"u8.ToArray()));
        Assert.Single(DecisionReader.All(_directory.Path));
    }

    [Fact]
    public void A_checkpoint_behind_a_record_that_is_gone_is_told()
    {
        string checkpoint = Path.Combine(_directory.Path, "follower.json");
        using (DecisionWriter writer = DecisionWriter.Open(_directory.Path)) { writer.Append(Noon, "d1", DecisionKind.Observation, "{}"u8.ToArray()); }
        using (DecisionFollower follower = new(_directory.Path, checkpoint))
        {
            Assert.True(follower.TryRead(out _));
            follower.Commit();
        }

        File.WriteAllText(DecisionSegments.In(_directory.Path)[0], "");
        File.Delete(Path.Combine(_directory.Path, "head"));
        using (DecisionWriter writer = DecisionWriter.Open(_directory.Path)) { writer.Append(Noon, "d2", DecisionKind.Observation, "{}"u8.ToArray()); }
        Assert.Throws<DecisionCorruptException>(() => new DecisionFollower(_directory.Path, checkpoint));
        File.WriteAllText(checkpoint, "{");
        Assert.Throws<FormatException>(() => new DecisionFollower(_directory.Path, checkpoint));
    }

    private static string Shell(string command)
    {
        using Process process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", command]) { RedirectStandardOutput = true })!;
        string answer = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return answer;
    }
}
