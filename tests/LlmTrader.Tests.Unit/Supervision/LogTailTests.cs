using LlmTrader.Tools.Hosting.Supervision;

namespace LlmTrader.Tests.Unit.Supervision;

public sealed class LogTailTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("llmtrader-tail-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void The_last_lines_come_from_several_files_and_new_ones_are_followed_into_the_next_file()
    {
        Append("engine-20260101.log", "a\nb\n");
        Append("engine-20260101_001.log", "c\nd\n");
        Append("projector-20260102.log", "not this\n");
        LogTail tail = new(_directory, "engine");
        Assert.Equal(["b", "c", "d"], tail.Last(3));
        Append("engine-20260101_001.log", "e\nha");
        using CancellationTokenSource stop = new();
        using IEnumerator<string> follow = tail.Follow(stop.Token).GetEnumerator();
        Assert.Equal("e", Next(follow));   // Not the half one.
        Append("engine-20260101_001.log", "lf\n");
        Assert.Equal("half", Next(follow));
        Append("engine-20260101_001.log", "g\n");
        Append("engine-20260102.log", "h\n");
        Assert.Equal("g", Next(follow));
        Assert.Equal("h", Next(follow));
        stop.Cancel();
        Assert.False(follow.MoveNext());
    }

    [Fact]
    public void Fewer_lines_than_wanted_are_all()
    {
        LogTail tail = new(_directory, "engine");
        Assert.False(tail.Exists);
        Assert.Empty(tail.Last(5));
        Append("engine-20260101.log", "only\n");
        Assert.Equal(["only"], tail.Last(5));
    }

    private static string Next(IEnumerator<string> lines) => lines.MoveNext() ? lines.Current : throw new InvalidOperationException("It has ended.");

    private void Append(string file, string text) => File.AppendAllText(Path.Combine(_directory, file), text);
}
