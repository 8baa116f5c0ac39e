using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Projection;

namespace LlmTrader.Tests.Integration.QuestDb;

/// <summary>Rows on which two writers might differ, the same for the same seed.</summary>
internal static class OracleRows
{
    private static readonly double[] Doubles =
    [
        0, -0.0, 1, -1, 0.1, 1.0 / 3, 100, 1e5, 1e15, 1e16, 123456789012345680000.0, 999999999999999900000.0, 1e21, 1.5e21, 1e22, 1e100, 1e308, double.MaxValue, double.Epsilon,
        2.2250738585072014e-308, 1e-5, 1e-6, 1.5e-6, 9.999e-7, 1e-7, 1.25e-7, 61837.63, 0.00000001, 9007199254740991, 9007199254740992, 9007199254740993, 4.35, 5e-324, -123.456,
        double.NaN, double.PositiveInfinity, double.NegativeInfinity,
    ];

    private static readonly string[] Texts =
    [
        "", "plain", "two words", "a,b", "a=b", "\\", "a\\b\\", "\"quoted\"", "line\nbreak", "line\r\nbreak", "tab\there", "招商银行", "Zürich", "emoji 🚀 end", "e\u0301", "\u2028", "\0", "a, b=c\\\"d\n", " ", ",", "=", "~[]^`{|}",
    ];

    private static readonly string[] Names = ["n", "with space", "with=equals", "Üñï", "价格", "a_b", "UPPER", "x1"];

    public static List<OracleRow> All(int seed, int count)
    {
        List<OracleRow> rows = [];
        foreach (double value in Doubles) { rows.Add(new OracleRow("doubles", [], [("d", value)], 0)); }
        foreach (string text in Texts)
        {
            rows.Add(new OracleRow("texts", [("s", text)], [("t", text)], 1));
            rows.Add(new OracleRow("texts", [("s", null)], [("missing", null), ("t", text), ("last", null)], 1));
        }

        foreach (string name in Names) { rows.Add(new OracleRow(name, [(name, "v")], [(name + "2", 1L)], 1_700_000_000_123_456_789)); }
        Random random = new(seed);
        for (int i = 0; i < count; i++) { rows.Add(Row(random)); }
        return rows;
    }

    /// <summary>Rows of every table of a projection, at whole milliseconds: JavaScript's numbers can't hold all nanoseconds.</summary>
    public static List<ProjectionRow> Projection(int seed, int count)
    {
        ProjectionSamples samples = new(seed, timeStep: 1_000_000);
        ProjectionBatch batch = new();
        ProjectionRows rows = new(ProjectionPlace.Start);
        while (batch.Count < count)
        {
            EngineEvent e = samples.NextEvent();
            rows.Add(in e, batch);
            foreach (OutRecord record in samples.RecordsOf(e)) { rows.Add(in record, batch); }
        }

        return [.. batch.Rows];
    }

    private static OracleRow Row(Random random)
    {
        List<(string, string?)> symbols = [];
        List<(string, object?)> columns = [("always", random.NextInt64(-1L << 53, 1L << 53))];
        for (int i = random.Next(4); i > 0; i--) { symbols.Add(($"{Names[random.Next(Names.Length)]}{i}", random.Next(5) == 0 ? null : Text(random))); }
        for (int i = random.Next(6); i > 0; i--) { columns.Add(($"{Names[random.Next(Names.Length)]}_{i}", Value(random))); }
        return new OracleRow(Names[random.Next(Names.Length)], symbols, columns, random.NextInt64());
    }

    private static object? Value(Random random) => random.Next(8) switch
    {
        0 => null,
        1 => Text(random),
        2 => random.NextInt64(-1L << 53, 1L << 53) >> random.Next(53),
        3 => random.Next(2) == 0,
        4 => new Timestamp(random.NextInt64()),
        5 => BitConverter.Int64BitsToDouble(random.NextInt64() ^ (random.Next(2) * long.MinValue)),
        6 => (double)random.Next(-1_000_000, 1_000_000) / Math.Pow(10, random.Next(13)),
        _ => random.NextDouble(),
    };

    private static string Text(Random random)
    {
        string text = "";
        for (int i = random.Next(4); i >= 0; i--) { text += Texts[random.Next(Texts.Length)]; }
        return text;
    }
}
