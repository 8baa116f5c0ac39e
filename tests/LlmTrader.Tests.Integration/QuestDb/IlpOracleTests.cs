using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Projection;
using LlmTrader.Persistence.QuestDb;
using Xunit.Abstractions;

namespace LlmTrader.Tests.Integration.QuestDb;

/// <summary>
/// QuestDB's own client writes the same rows to the same bytes: as recorded (ilp_*.golden, made by ilp_oracle.mjs with
/// LLMTRADER_WRITE_GOLDEN=1), and now, where node and the client are there.
/// </summary>
public sealed class IlpOracleTests(ITestOutputHelper output)
{
    private const int GoldenSeed = 20_240_808;

    [SkippableFact]
    public void Rows_of_all_types_are_the_golden_bytes() => IsGolden("ilp_rows.golden", OracleRows.All(GoldenSeed, 300), OursByCalls);

    [SkippableFact]
    public void Rows_of_a_projection_are_the_golden_bytes()
    {
        List<ProjectionRow> rows = OracleRows.Projection(GoldenSeed, 300);
        Assert.Equal(ProjectionTables.All, rows.Select(row => row.Table).Distinct().Order());
        IsGolden("ilp_projection.golden", OracleRowsOf(rows), _ => OursByEncoder(rows));
    }

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(2)]
    public void QuestDBs_client_writes_the_same_rows_now(int seed)
    {
        List<OracleRow> rows = OracleRows.All(seed, 5_000);
        AreEqual(Theirs(rows), OursByCalls(rows));
    }

    [SkippableTheory]
    [InlineData(3)]
    [InlineData(4)]
    public void QuestDBs_client_writes_the_same_projection_now(int seed)
    {
        List<ProjectionRow> rows = OracleRows.Projection(seed, 5_000);
        AreEqual(Theirs(OracleRowsOf(rows)), OursByEncoder(rows));
    }

    // Without the detour over a double: the plain way is decimal text, read and written again.
    [Fact]
    public void A_scaled_integer_is_the_double_of_its_decimal_text()
    {
        Random random = new(7);
        byte[] ours = new byte[IlpNumber.MaxLength];
        byte[] plain = new byte[IlpNumber.MaxLength];
        long[] edges = [0, 1, -1, 10, 999_999_999_999_999, 1_000_000_000_000_000, -1_000_000_000_000_001, long.MaxValue, long.MinValue];
        for (int i = 0; i < 200_000; i++)
        {
            long raw = i < edges.Length * 13 ? edges[i / 13] : (random.NextInt64() ^ (random.Next(2) * long.MinValue)) >> random.Next(64);
            int scale = i % 13;
            double value = double.Parse(FixedPoint.Format(raw, scale), System.Globalization.CultureInfo.InvariantCulture);
            int length = IlpNumber.WriteScaled(raw, scale, ours);
            Assert.Equal(Encoding.ASCII.GetString(plain, 0, IlpNumber.Write(value, plain)), Encoding.ASCII.GetString(ours, 0, length));
            Assert.Equal(BitConverter.DoubleToInt64Bits(value + 0.0), BitConverter.DoubleToInt64Bits(double.Parse(ours.AsSpan(0, length), System.Globalization.CultureInfo.InvariantCulture)));
        }
    }

    private void IsGolden(string file, List<OracleRow> rows, Func<List<OracleRow>, byte[]> ours)
    {
        string path = Path.Combine(Folder(), file);
        if (Environment.GetEnvironmentVariable("LLMTRADER_WRITE_GOLDEN") == "1") { File.WriteAllBytes(path, Theirs(rows)); }
        AreEqual(File.ReadAllBytes(path), ours(rows));
    }

    private static byte[] OursByCalls(List<OracleRow> rows)
    {
        IlpWriter writer = new(capacity: 16);    // Grows often.
        foreach (OracleRow row in rows) { row.Write(writer); }
        Assert.Equal(rows.Count, writer.Rows);
        return writer.Span.ToArray();
    }

    private static byte[] OursByEncoder(List<ProjectionRow> rows)
    {
        IlpWriter writer = new(capacity: 16);
        IlpRowEncoder encoder = new(new ProjectionNames(ProjectionSamples.Manifest));
        foreach (ProjectionRow row in rows) { encoder.Write(in row, writer); }
        return writer.Span.ToArray();
    }

    private static List<OracleRow> OracleRowsOf(List<ProjectionRow> rows)
    {
        ProjectionNames names = new(ProjectionSamples.Manifest);
        return [.. rows.Select(row => OracleRow.Of(in row, names))];
    }

    private byte[] Theirs(List<OracleRow> rows)
    {
        ProcessStartInfo start = new("node", [Path.Combine(Folder(), "ilp_oracle.mjs")]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        Process? started = null;
        try { started = Process.Start(start); }
        catch (Win32Exception error) { Skip.If(true, $"node does not run: {error.Message}"); }
        using Process process = started!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        Task feed = Task.Run(() =>
        {
            try
            {
                using StreamWriter input = new(process.StandardInput.BaseStream, new UTF8Encoding(false));
                foreach (OracleRow row in rows) { input.Write(row.ToJson() + "\n"); }
            }
            catch (IOException)
            {
                // It ended early; its own words say why.
            }
        });
        using MemoryStream bytes = new();
        process.StandardOutput.BaseStream.CopyTo(bytes);
        feed.Wait();
        process.WaitForExit();
        Skip.If(errors.Result.Contains("MODULE_NOT_FOUND", StringComparison.Ordinal), "QuestDB's client is not there: npm install --prefix DIR @questdb/nodejs-client, then LLMTRADER_NODE_MODULES=DIR/node_modules.");
        Assert.True(process.ExitCode == 0, errors.Result);
        output.WriteLine($"{rows.Count} rows, {bytes.Length} bytes by QuestDB's client");
        return bytes.ToArray();
    }

    private static void AreEqual(byte[] theirs, byte[] ours)
    {
        int at = theirs.AsSpan().CommonPrefixLength(ours);
        if (at == theirs.Length && at == ours.Length) { return; }
        Assert.Fail($"Bytes differ at {at} of {theirs.Length}:\nclient: {Around(theirs, at)}\nours:   {Around(ours, at)}");
    }

    private static string Around(byte[] bytes, int at) => Encoding.UTF8.GetString(bytes.AsSpan(Math.Max(0, at - 80), Math.Min(bytes.Length, at + 40) - Math.Max(0, at - 80)));

    private static string Folder([CallerFilePath] string thisFile = "") => Path.GetDirectoryName(thisFile)!;
}
