using System.Text;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Decisions;

namespace LlmTrader.Tests.Property.Decisions;

/// <summary>A kill at any byte leaves whole records and nothing else; whatever else happens to the files is found, with the place.</summary>
public sealed class DecisionJournalDamageTests : IDisposable
{
    // In memory where the system has that: thousands of syncs say nothing more on a disk.
    private readonly string _directory = Directory.CreateDirectory(Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"llmtrader-decisions-{Guid.NewGuid():N}")).FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Cut_at_any_byte_whole_records_survive_and_the_journal_goes_on(int seed)
    {
        DecisionRecord[] written = Write(seed, 6);
        byte[] stream = Stream(out (string Path, int Start)[] segments);
        for (int length = 0; length <= stream.Length; length++)
        {
            RestoreUpTo(stream, segments, length);
            File.Delete(Path.Combine(_directory, "head"));    // A kill cuts what was not acknowledged, and so is not in it.
            int whole = stream.AsSpan(0, length).Count((byte)'\n');
            int torn = length - 1 - stream.AsSpan(0, length).LastIndexOf((byte)'\n');
            List<DecisionRecord> found = [];
            using (DecisionWriter writer = DecisionWriter.Open(_directory, found.Add))
            {
                Assert.Equal(written.Take(whole).Select(Text), found.Select(Text));
                Assert.Equal(torn, writer.Cut?.Bytes ?? 0);
                Assert.Equal(whole + 1, writer.Append(Timestamp.MinValue, "after", DecisionKind.Failure, "{}"u8.ToArray()).Sequence);
            }

            DecisionVerification verified = DecisionVerification.Of(_directory);
            Assert.Null(verified.Fault);
            Assert.Null(verified.Torn);
            Assert.Equal(whole + 1, verified.Records);
        }
    }

    [Theory]
    [InlineData(4)]
    public void A_flipped_bit_is_found_wherever_it_is(int seed)
    {
        DecisionRecord[] written = Write(seed, 4);
        byte[] stream = Stream(out (string Path, int Start)[] segments);
        for (int at = 0; at < stream.Length; at++)
        {
            for (int bit = 0; bit < 8; bit++)
            {
                stream[at] ^= (byte)(1 << bit);
                RestoreUpTo(stream, segments, stream.Length);
                DecisionVerification verified = DecisionVerification.Of(_directory);
                Assert.True(verified.Fault is not null, $"seed {seed}: bit {bit} of byte {at} was flipped, and nobody saw it");
                (string path, int start) = segments.Last(segment => segment.Start <= at);
                Assert.Equal(path, verified.Fault.Path);
                Assert.Equal(stream.AsSpan(start, at - start).Count((byte)'\n') + 1, verified.Fault.Line);
                Assert.Throws<DecisionCorruptException>(() => DecisionWriter.Open(_directory).Dispose());
                stream[at] ^= (byte)(1 << bit);
            }
        }

        Assert.Equal(4, written.Length);
    }

    [Theory]
    [InlineData(6)]
    [InlineData(7)]
    public void A_record_that_was_removed_repeated_or_swapped_is_found(int seed)
    {
        Write(seed, 8);
        byte[] stream = Stream(out (string Path, int Start)[] segments);
        string[] lines = Encoding.UTF8.GetString(stream).Split('\n')[..^1];
        for (int index = 0; index < lines.Length; index++)
        {
            if (index < lines.Length - 1) { Assert.NotNull(FaultOf(segments, lines, [.. lines[..index], .. lines[(index + 1)..]])); }
            Assert.NotNull(FaultOf(segments, lines, [.. lines[..(index + 1)], .. lines[index..]]));
            for (int other = index + 1; other < lines.Length; other++)
            {
                string[] swapped = [.. lines];
                (swapped[index], swapped[other]) = (swapped[other], swapped[index]);
                Assert.NotNull(FaultOf(segments, lines, swapped));
            }
        }

        Assert.Null(FaultOf(segments, lines, lines));
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public void Whatever_is_cut_off_of_what_was_acknowledged_no_writer_opens_it(int seed)
    {
        Write(seed, 6);
        byte[] stream = Stream(out (string Path, int Start)[] segments);
        byte[] head = File.ReadAllBytes(Path.Combine(_directory, "head"));
        for (int length = 0; length < stream.Length; length++)
        {
            RestoreUpTo(stream, segments, length);
            Assert.Contains("6 were written", Assert.Throws<DecisionCorruptException>(() => DecisionWriter.Open(_directory).Dispose()).Message, StringComparison.Ordinal);
            Assert.Equal(6, DecisionVerification.Of(_directory).Written);
            Assert.Equal(stream[..length], Stream(out _));
        }

        // The head itself cut off in a write, at any byte: the one before is in it still.
        RestoreUpTo(stream, segments, stream.Length);
        for (int at = 0; at < 128; at++)
        {
            byte[] torn = [.. head];
            new Random(at).NextBytes(torn.AsSpan(at, 128 - at));
            File.WriteAllBytes(Path.Combine(_directory, "head"), torn);
            DecisionWriter.Open(_directory).Dispose();
        }

        // Another journal under the same head.
        File.WriteAllBytes(Path.Combine(_directory, "head"), head);
        foreach (string path in DecisionSegments.In(_directory)) { File.Delete(path); }
        File.Delete(Path.Combine(_directory, "head"));
        Write(seed + 100, 8);
        File.WriteAllBytes(Path.Combine(_directory, "head"), head);
        Assert.Contains("record 6 is another one", Assert.Throws<DecisionCorruptException>(() => DecisionWriter.Open(_directory).Dispose()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_end_cut_off_at_a_record_is_found_by_the_head_that_somebody_kept()
    {
        Write(8, 6);
        string head = DecisionVerification.Of(_directory).End.Head;
        byte[] stream = Stream(out (string Path, int Start)[] segments);
        RestoreUpTo(stream, segments, stream.AsSpan(0, stream.Length - 1).LastIndexOf((byte)'\n') + 1);
        DecisionVerification cut = DecisionVerification.Of(_directory, head);
        Assert.Null(cut.Fault);
        Assert.Equal(5, cut.Records);
        Assert.False(cut.HasHead);
        Assert.True(DecisionVerification.Of(_directory, cut.End.Head).HasHead);
    }

    [Theory]
    [InlineData(9)]
    [InlineData(10)]
    public void A_follower_sees_each_record_once_over_any_stops_of_its_own_and_of_the_writers(int seed)
    {
        Random random = new(seed);
        string checkpoint = Path.Combine(_directory, "follower.json");
        List<string> written = [], followed = [];
        DecisionWriter writer = DecisionWriter.Open(_directory);
        DecisionFollower follower = new(_directory, checkpoint);
        Timestamp time = new(1_764_000_000_000_000_000);
        for (int step = 0; step < 300; step++)
        {
            switch (random.Next(5))
            {
                case 0 or 1:
                    time += Duration.FromDays(random.Next(9));
                    written.Add(Text(writer.Append(time, "d1", (DecisionKind)random.Next(20), Body(random))));
                    break;
                case 2 when random.Next(6) == 0:
                    writer.Dispose();
                    if (DecisionSegments.In(_directory) is [.., string last]) { File.AppendAllText(last, "{\"sequence\":"); }
                    while (follower.TryRead(out DecisionRecord? whole)) { followed.Add(Text(whole)); }    // What is half written is not among them.
                    writer = DecisionWriter.Open(_directory);
                    break;
                case 3 when random.Next(4) == 0:
                    follower.Commit();
                    follower.Dispose();
                    follower = new DecisionFollower(_directory, checkpoint);
                    break;
                default:
                    if (follower.TryRead(out DecisionRecord? record)) { followed.Add(Text(record)); }
                    break;
            }
        }

        while (follower.TryRead(out DecisionRecord? rest)) { followed.Add(Text(rest)); }
        Assert.Equal(written, followed);
        Assert.True(DecisionSegments.In(_directory).Count > 1);
        follower.Dispose();
        writer.Dispose();
    }

    private DecisionCorruptException? FaultOf((string Path, int Start)[] segments, string[] before, string[] lines)
    {
        int firstOfSecond = Encoding.UTF8.GetBytes(string.Join('\n', before) + "\n").AsSpan(0, segments[1].Start).Count((byte)'\n');
        File.WriteAllText(segments[0].Path, string.Concat(lines.Take(firstOfSecond).Select(line => line + "\n")));
        File.WriteAllText(segments[1].Path, string.Concat(lines.Skip(firstOfSecond).Select(line => line + "\n")));
        return DecisionVerification.Of(_directory).Fault;
    }

    private DecisionRecord[] Write(int seed, int count)
    {
        Random random = new(seed);
        using DecisionWriter writer = DecisionWriter.Open(_directory);
        Timestamp time = new(new DateTimeOffset(2026, 11, 30, 23, 59, 58, TimeSpan.Zero).ToUnixTimeMilliseconds() * 1_000_000);
        DecisionRecord[] records = new DecisionRecord[count];
        for (int index = 0; index < count; index++)
        {
            if (index == count / 2) { time += Duration.FromSeconds(10); }    // Into December.
            time += new Duration(random.Next(1000));
            records[index] = writer.Append(time, $"d{random.Next(3)}", (DecisionKind)random.Next(DecisionKinds.Names.Count), Body(random));
        }

        Assert.Equal(2, DecisionSegments.In(_directory).Count);
        return records;
    }

    private static byte[] Body(Random random)
    {
        string text = string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => new[] { "a", "ä", "\\n", "\\\"", "\\\\", "<", "€", "\\u0000" }[random.Next(8)]));
        return Encoding.UTF8.GetBytes($"{{\"text\" : \"{text}\", \"number\": {random.Next(-1000, 1000)}.50, \"list\": [1, null, true] }}");
    }

    private byte[] Stream(out (string Path, int Start)[] segments)
    {
        List<byte> bytes = [];
        List<(string, int)> starts = [];
        foreach (string path in DecisionSegments.In(_directory))
        {
            starts.Add((path, bytes.Count));
            bytes.AddRange(File.ReadAllBytes(path));
        }

        segments = [.. starts];
        return [.. bytes];
    }

    // A segment begins with its first byte: a kill right after its creation leaves it empty.
    private void RestoreUpTo(byte[] stream, (string Path, int Start)[] segments, int length)
    {
        foreach (string path in DecisionSegments.In(_directory)) { File.Delete(path); }
        for (int index = 0; index < segments.Length; index++)
        {
            int end = Math.Min(length, index + 1 < segments.Length ? segments[index + 1].Start : stream.Length);
            if (length >= segments[index].Start) { File.WriteAllBytes(segments[index].Path, stream[segments[index].Start..end]); }
        }
    }

    private static string Text(DecisionRecord record) => $"{record.Sequence} {record.Time} {record.Decision} {record.Kind} {record.Body.GetRawText()} {record.Previous} {record.Hash}";
}
