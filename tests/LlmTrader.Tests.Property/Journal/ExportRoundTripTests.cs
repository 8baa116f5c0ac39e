using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Journal.Export;

namespace LlmTrader.Tests.Property.Journal;

/// <summary>What an export says, read back by somebody who knows only its manual, is what the journal holds: number for number.</summary>
public sealed class ExportRoundTripTests
{
    private const int Seeds = 12;
    private const int PriceScale = 3;
    private const int QuantityScale = 5;

    private static readonly string[] Names = ["BTC\"x,\" y.V", "ETH.V"];
    private static readonly HashSet<string> Prices = ["price", "bidPrice", "askPrice", "open", "high", "low", "close", "lastPrice", "trigger", "mark", "index"];
    private static readonly HashSet<string> Quantities = ["quantity", "bidQuantity", "askQuantity", "volume", "lastQuantity", "cumulativeQuantity", "leavesQuantity", "position", "displayQuantity"];
    private static readonly HashSet<string> Amounts = ["turnover", "fee", "fees", "cost", "realized", "cash", "equity", "peak", "amount", "rate"];
    private static readonly HashSet<string> Times = ["time", "exchangeTime", "openTime", "due"];
    private static readonly HashSet<string> Instruments = ["instrument", "orderInstrument", "limitInstrument"];

    private static readonly Dictionary<string, Type> Codes = new()
    {
        ["aggressor"] = typeof(Side), ["side"] = typeof(Side), ["source"] = typeof(ReportSource), ["reportKind"] = typeof(ReportKind), ["reason"] = typeof(RejectReason),
        ["verdict"] = typeof(RejectReason), ["liquidity"] = typeof(Liquidity), ["action"] = typeof(CommandAction), ["Verdict.action"] = typeof(RiskAction), ["type"] = typeof(OrderType),
        ["timeInForce"] = typeof(TimeInForce), ["contingency"] = typeof(Contingency), ["status"] = typeof(OrderStatus), ["instrumentStatus"] = typeof(InstrumentStatus),
        ["state"] = typeof(TradingState), ["RiskLimitChange.limit"] = typeof(RiskLimitKind), ["change"] = typeof(EventKind), ["code"] = typeof(RuleSetCode), ["phase"] = typeof(RiskPhase),
        ["bookAction"] = typeof(BookOrderAction), ["cashFlowKind"] = typeof(CashFlowKind),
    };

    [Fact]
    public void Events_read_back_from_csv_and_from_json_lines_are_those_of_the_journal()
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            RandomRecords records = new(seed);
            List<string> written = [];
            WithJournal(directory =>
            {
                using (JournalWriter writer = new(directory, new JournalWriterOptions { Mode = JournalMode.Async }))
                {
                    for (int i = 0; i < 400; i++)
                    {
                        EngineEvent e = records.Event(i, RandomRecords.EventKinds[records.Next(RandomRecords.EventKinds.Length)]);
                        if (records.Next(2) == 0) { e.Instrument = new InstrumentId(records.Next(2)); }
                        if (e.Kind == EventKind.Command && records.Next(2) == 0) { e.Command.Instrument = new InstrumentId(records.Next(2)); }
                        writer.Append(in e);
                        written.Add(EventJson.ToText(in e));
                    }

                    writer.Complete();
                }

                AssertReadsBack(directory, StreamKind.In, written, $"seed {seed}");
            });
        }
    }

    [Fact]
    public void Derived_records_read_back_are_those_of_the_journal()
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            RandomRecords records = new(seed);
            List<string> written = [];
            WithJournal(directory =>
            {
                using (OutJournalWriter writer = new(directory, new JournalWriterOptions { Mode = JournalMode.Async }))
                {
                    for (int i = 0; i < 300; i++)
                    {
                        OutRecord record = records.Out(i / 2, RandomRecords.OutKinds[records.Next(RandomRecords.OutKinds.Length)]);
                        if (records.Next(2) == 0) { record.Instrument = new InstrumentId(records.Next(2)); }
                        writer.Append(in record);
                        written.Add(EventJson.ToText(in record));
                    }

                    writer.Complete();
                }

                AssertReadsBack(directory, StreamKind.Out, written, $"seed {seed}");
            });
        }
    }

    [Fact]
    public void Kinds_and_ranges_choose_the_records_that_a_plain_filter_chooses()
    {
        RandomRecords records = new(77);
        WithJournal(directory =>
        {
            List<EngineEvent> written = [];
            using (JournalWriter writer = new(directory, new JournalWriterOptions { Mode = JournalMode.Async }))
            {
                for (int i = 0; i < 500; i++)
                {
                    EngineEvent e = records.Event(i, RandomRecords.EventKinds[records.Next(6)]);
                    e.Time = new Timestamp(i * 10L);    // Engine time never goes back.
                    writer.Append(in e);
                    written.Add(e);
                }

                writer.Complete();
            }

            for (int round = 0; round < 60; round++)
            {
                HashSet<byte> kinds = [.. RandomRecords.EventKinds.Where(_ => records.Next(3) == 0).Select(kind => (byte)kind), (byte)EventKind.Report];
                long a = records.Next(500);
                long b = a + records.Next(200);
                bool byTime = records.Next(2) == 0;
                bool fills = records.Next(2) == 0;
                ExportOptions options = new() { Kinds = kinds, FillsOnly = fills };
                options = byTime ? options with { FromTime = new Timestamp(a * 10), ToTime = new Timestamp(b * 10) } : options with { FromSequence = a, ToSequence = b };
                using StringWriter text = new();
                ExportResult result = new JournalExporter(directory, options).Write(text);
                long[] expected = [.. written.Where(e => e.Sequence >= a && e.Sequence <= b && kinds.Contains((byte)e.Kind)
                    && (!fills || e.Kind != EventKind.Report || e.Report.Kind == ReportKind.Fill)).Select(e => e.Sequence)];
                Assert.Equal(expected, Csv(text.ToString()).Skip(1).Select(row => long.Parse(row[0], CultureInfo.InvariantCulture)));
                Assert.Equal(expected.Length, result.Records);
            }
        });
    }

    private static void AssertReadsBack(JournalDirectory directory, StreamKind stream, List<string> written, string what)
    {
        string path = Path.Combine(directory.Path, "export");
        Assert.Equal(written.Count, new JournalExporter(directory, new ExportOptions { Stream = stream }).Write(path).Records);
        List<string[]> rows = [.. Csv(File.ReadAllText(path))];
        Assert.Equal(written.Count + 1, rows.Count);
        new JournalExporter(directory, new ExportOptions { Stream = stream, Format = ExportFormat.JsonLines }).Write(path);
        string[] lines = File.ReadAllLines(path);
        Assert.Equal(written.Count, lines.Length);
        for (int i = 0; i < written.Count; i++)
        {
            string[] head = rows[0];
            string[] row = rows[i + 1];
            Dictionary<string, string> cells = head.Index().Where(column => row[column.Index].Length > 0).ToDictionary(column => column.Item, column => row[column.Index]);
            AssertSame(written[i], cells, $"{what}, csv: {string.Join(',', row)}");
            using JsonDocument line = JsonDocument.Parse(lines[i]);
            Dictionary<string, string> fields = line.RootElement.EnumerateObject().Where(field => field.Value.ToString().Length > 0).ToDictionary(field => field.Name, field => field.Value.ToString());
            AssertSame(written[i], fields, $"{what}, json: {lines[i]}");
        }
    }

    private static void AssertSame(string json, Dictionary<string, string> cells, string what)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        JsonElement record = document.RootElement;
        string kind = record.GetProperty("kind").GetString()!;
        bool hasScale = Known(record, "instrument") || Known(record, "orderInstrument");
        int seen = 0;
        foreach (JsonProperty field in record.EnumerateObject())
        {
            cells.TryGetValue(field.Name, out string? cell);
            if (cell is not null) { seen++; }
            string back = Read(kind, field.Name, cell ?? "", hasScale);
            string expected = field.Value.ValueKind == JsonValueKind.Array ? string.Join(' ', field.Value.EnumerateArray()) : field.Value.ToString();
            Assert.True(expected == back, $"{what}: {field.Name} is {expected}, '{cell}' reads as {back}");
        }

        Assert.True(seen == cells.Count, $"{what}: a cell is filled that the record does not have");
    }

    private static bool Known(JsonElement record, string field) => record.TryGetProperty(field, out JsonElement id) && id.GetInt32() is 0 or 1;

    private static string Read(string kind, string name, string cell, bool hasScale)
    {
        if (Times.Contains(name)) { return Nanoseconds(cell); }
        if (Instruments.Contains(name)) { return cell.Length == 0 ? "-1" : Names.Contains(cell) ? Array.IndexOf(Names, cell).ToString(CultureInfo.InvariantCulture) : cell; }
        if (Amounts.Contains(name)) { return Raw(cell, 8); }
        if (Prices.Contains(name)) { return Raw(cell, hasScale ? PriceScale : 0); }
        if (Quantities.Contains(name)) { return Raw(cell, hasScale ? QuantityScale : 0); }
        if (name == "levels") { return string.Join(' ', cell.Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(level => level.Split('@')).Select((number, i) => Raw(number, hasScale ? i % 2 == 0 ? PriceScale : QuantityScale : 0))); }
        Type? code = Codes.GetValueOrDefault($"{kind}.{name}") ?? Codes.GetValueOrDefault(name);
        return code is not null && Enum.TryParse(code, cell, out object? value) ? Convert.ToInt64(value, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture) : cell;
    }

    private static string Raw(string cell, int scale)
    {
        int point = cell.IndexOf('.', StringComparison.Ordinal);
        Assert.Equal(scale, point < 0 ? 0 : cell.Length - point - 1);
        return BigInteger.Parse(cell.Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);
    }

    private static string Nanoseconds(string cell)
    {
        DateTime whole = DateTime.ParseExact(cell[..19], "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        BigInteger seconds = (whole - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerSecond;
        return ((seconds * 1_000_000_000) + long.Parse(cell[20..29], CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture);
    }

    // RFC 4180, as small as it goes.
    private static IEnumerable<string[]> Csv(string text)
    {
        List<string> row = [];
        StringBuilder cell = new();
        bool isQuoted = false;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (isQuoted && c == '"' && i + 1 < text.Length && text[i + 1] == '"') { cell.Append('"'); i++; }
            else if (c == '"') { isQuoted = !isQuoted; }
            else if (isQuoted || (c != ',' && c != '\n')) { cell.Append(c); }
            else
            {
                row.Add(cell.ToString());
                cell.Clear();
                if (c == ',') { continue; }
                yield return [.. row];
                row.Clear();
            }
        }
    }

    private static void WithJournal(Action<JournalDirectory> test)
    {
        string path = Directory.CreateTempSubdirectory("llmtrader-export-").FullName;
        try
        {
            test(JournalDirectory.Create(path, new JournalManifest
            {
                ProgramVersion = "test", JournalId = "prop", CreatedAt = default, BarSpecs = [],
                Instruments = new InstrumentTable([Instrument(0), Instrument(1)]),
                Configuration = JsonDocument.Parse("{}").RootElement,
            }));
        }
        finally
        {
            Directory.Delete(path, recursive: true);
        }
    }

    private static Instrument Instrument(int id) => new()
    {
        Id = new InstrumentId(id), Symbol = Names[id][..^2], Venue = "V", Base = Currency.Parse("AAA"), Quote = Currency.Parse("USD"),
        PriceScale = PriceScale, QuantityScale = QuantityScale, TickSize = new PriceOffset(1), LotSize = new Quantity(1), MakerFee = default, TakerFee = default,
    };
}
