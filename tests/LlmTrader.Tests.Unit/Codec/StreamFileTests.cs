using LlmTrader.Persistence.Journal.Platform;

namespace LlmTrader.Tests.Unit.Codec;

/// <summary>The fallback keeps the same contract; it runs on Linux too, so it is tested here.</summary>
public sealed class StreamFileTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("llmtrader-stream-").FullName;

    private string NewPath => Path.Combine(_directory, "segment");

    [Fact]
    public void Written_bytes_appended_bytes_and_truncation_as_with_PosixFile()
    {
        using (StreamFile file = StreamFile.CreateNew(NewPath))
        {
            file.Preallocate(1 << 20);
            file.Write([1, 2, 3]);
            file.SyncData();
            Assert.Equal((3L, 3L), (file.Length, new FileInfo(NewPath).Length));
        }

        using (StreamFile file = StreamFile.OpenAppend(NewPath))
        {
            Assert.Equal(3, file.Length);
            file.Truncate(2);
            file.Write([9]);
        }

        Assert.Equal([1, 2, 9], File.ReadAllBytes(NewPath));
    }

    [Fact]
    public void Errors_are_of_the_same_type()
    {
        var missing = Assert.Throws<JournalIOException>(() => StreamFile.OpenAppend(Path.Combine(_directory, "none", "segment")));
        Assert.Equal((Errno.ENOENT, "open"), (missing.Errno, missing.Operation));

        File.WriteAllText(NewPath, "x");
        var exists = Assert.Throws<JournalIOException>(() => StreamFile.CreateNew(NewPath));
        Assert.Equal(NewPath, exists.Path);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
