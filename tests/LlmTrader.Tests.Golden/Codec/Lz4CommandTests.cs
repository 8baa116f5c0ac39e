using System.ComponentModel;
using System.Diagnostics;
using LlmTrader.Persistence.Journal.Codec;

namespace LlmTrader.Tests.Golden.Codec;

/// <summary>The lz4 command, written by others, is the judge of what we write.</summary>
public sealed class Lz4CommandTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_lz4_command_reads_our_frames_and_skips_our_headers(bool checksum)
    {
        var random = new Random(7);
        var encoder = new Lz4FrameEncoder(new Lz4FrameOptions { ContentChecksum = checksum });
        using var expected = new MemoryStream();
        using (FileStream segment = File.Create(_path))
        {
            foreach (int length in new[] { 0, 10, 65_536, 300_000 })
            {
                byte[] content = random.GetItems("0123456789,\n"u8, length);
                expected.Write(content);

                byte[] skippable = new byte[Lz4SkippableFrame.HeaderLength + 24];
                random.NextBytes(skippable);
                Lz4SkippableFrame.WriteHeader(skippable, kind: length % 16, dataLength: 24);
                segment.Write(skippable);

                byte[] frame = new byte[encoder.CompressBound(length)];
                segment.Write(frame, 0, encoder.Compress(content, frame));
            }
        }

        Assert.Equal(expected.ToArray(), DecompressByCommand());
    }

    public void Dispose() => File.Delete(_path);

    private byte[] DecompressByCommand()
    {
        var start = new ProcessStartInfo("lz4", ["-dc", _path]) { RedirectStandardOutput = true, RedirectStandardError = true };
        Process? process = null;
        try { process = Process.Start(start); }
        catch (Win32Exception) { Skip.If(true, "The lz4 command is not installed (apt-get install lz4)."); }

        using (process!)
        {
            // Drained beside standard output, so that a full error pipe can't block the command.
            Task<string> errors = process!.StandardError.ReadToEndAsync();
            using var output = new MemoryStream();
            process.StandardOutput.BaseStream.CopyTo(output);
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, $"lz4 -dc: exit code {process.ExitCode}: {errors.GetAwaiter().GetResult()}");
            return output.ToArray();
        }
    }
}
