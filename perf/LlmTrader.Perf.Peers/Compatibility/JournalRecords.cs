using System.Globalization;
using System.Text;
using MessagePack;

namespace LlmTrader.Perf.Peers.Compatibility;

/// <summary>
/// A journal's records as the JSON lines of <c>journal cat --json</c>, by MessagePack-CSharp and FORMAT.md alone: none of our own
/// decoder is used.
/// </summary>
internal static class JournalRecords
{
    private const string Letters = " ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    private const string Report = "orderId lastPrice lastQuantity cumulativeQuantity leavesQuantity fee feeCurrency account strategy ";
    private const string Command = "orderId price quantity orderInstrument account strategy action side type timeInForce verdict";
    private const string Wide = Command + " flags contingency trigger displayQuantity expireSeconds group";
    private const string Change = "setId slot code on";
    private const string Flow = "amount currency account cashFlowKind";
    private const string Bar = "open high low close volume turnover openTime tradeCount spec";
    private const int WideKinds = 32;      // A wide form's number is the narrow one's and this.
    private const int FirstOutKind = 64;

    private static readonly Dictionary<int, (string Name, string Fields)> Kinds = new()
    {
        [1] = ("Trade", "price quantity tradeId aggressor"), [2] = ("Quote", "bidPrice bidQuantity askPrice askQuantity"), [3] = ("Bar", Bar), [4] = ("Timer", "due timerId"),
        [5] = ("Report", Report + "source reportKind reason side liquidity"), [6] = ("Command", Command), [7] = ("HashCheckpoint", "upTo hash"),
        [8] = ("RiskLimitChange", "value limitInstrument limit"), [9] = ("TradingStateChange", "state"), [10] = ("Gap", "dropped"), [11] = ("BarPrint", Bar),
        [12] = ("RuleSetSource", "setId offset text"), [13] = ("RuleSetStage", "setId length warmUpBars slot sha256"), [14] = ("RuleSetReady", Change),
        [15] = ("RuleSetActivate", Change), [16] = ("RuleSetRollback", Change), [17] = ("RuleSetShadow", Change), [18] = ("RuleSetQuarantine", Change),
        [19] = ("Book", "updateId count askLevels bookFlags levels"), [20] = ("BookOrder", "venueOrderId price quantity side bookAction bookFlags"), [21] = ("CashFlow", Flow),
        [22] = ("Funding", "rate mark"), [23] = ("MarkPrice", "mark index"), [24] = ("InstrumentStatus", "instrumentStatus"), [25] = ("Kill", "flatten"),
        [26] = ("KillReset", "flatten"), [27] = ("RiskRuleChange", "limit ruleId on"), [28] = ("EpochStart", "epoch epochReason"),
        [29] = ("AdminRequest", "requestId offset totalLength text"), [30] = ("StrategyStateChange", "strategy state"),
        [31] = ("CancelAll", "orderInstrument strategy ofStrategy"), [32] = ("CapitalShare", "slot share"), [38] = ("Command", Wide),
        [65] = ("Decision", Command), [66] = ("Order", Report + "reportKind reason side liquidity status"), [67] = ("Position", "position cost realized fees account"),
        [68] = ("Equity", "currency cash equity peak account"), [69] = ("RuleSet", "setId slot change code"), [70] = ("ShadowDecision", Command),
        [71] = ("Verdict", "orderId observed limit ruleId account strategy phase action reason"), [72] = ("CashFlow", Flow),
        [73] = ("Unclosed", "position account reason"), [97] = ("Decision", Wide), [102] = ("ShadowDecision", Wide),
    };

    /// <summary>Line by line, in order.</summary>
    /// <param name="journal">The journal's directory.</param>
    /// <param name="stream"><c>in</c> or <c>out</c>.</param>
    public static IEnumerable<string> Lines(string journal, string stream)
    {
        foreach (ReadOnlyMemory<byte> block in JournalBlocks.Read(journal, stream))
        {
            foreach (string line in LinesOf(block)) { yield return line; }
        }
    }

    private static List<string> LinesOf(ReadOnlyMemory<byte> block)
    {
        List<string> lines = [];
        MessagePackReader reader = new(block);
        long first = 0;
        while (!reader.End)
        {
            List<object> record = Record(ref reader);
            if (Whole(record[0]) == 0) { first = Whole(record[1]); }   // Opens a block: the records behind it count on from here.
            else { lines.Add(Line(record, first, first + lines.Count)); }
        }

        return lines;
    }

    // Nested arrays of codes become fields like the others.
    private static List<object> Record(ref MessagePackReader reader)
    {
        List<object> values = [];
        int count = reader.ReadArrayHeader();
        for (int i = 0; i < count; i++)
        {
            switch (reader.NextMessagePackType)
            {
                case MessagePackType.Array: values.AddRange(Record(ref reader)); break;
                case MessagePackType.Binary: values.Add(Convert.ToHexStringLower(System.Buffers.BuffersExtensions.ToArray(reader.ReadBytes()!.Value))); break;
                default: values.Add(reader.NextCode == MessagePackCode.UInt64 ? reader.ReadUInt64() : reader.ReadInt64()); break;
            }
        }

        return values;
    }

    private static string Line(List<object> record, long first, long sequence)
    {
        int kind = (int)Whole(record[0]);
        (string name, string fields) = Kinds.TryGetValue(kind, out (string, string) known) ? known : Kinds[kind - WideKinds];
        List<object> values = record[4..];
        if (kind == 2) { values = [values[0], values[2], Whole(values[0]) + Whole(values[1]), values[3]]; }   // Compact: bid, spread, sizes.
        StringBuilder line = new();
        if (kind > FirstOutKind)
        {
            line.Append(CultureInfo.InvariantCulture, $"{{\"sequence\":{first + Whole(record[1])},\"kind\":\"{name}\",\"time\":{record[2]},\"instrument\":{record[3]}");
        }
        else
        {
            long exchangeTime = kind is 1 or 2 ? Whole(record[1]) - Whole(record[2]) : Whole(record[2]);
            line.Append(CultureInfo.InvariantCulture, $"{{\"sequence\":{sequence},\"kind\":\"{name}\",\"time\":{record[1]},\"exchangeTime\":{exchangeTime},\"instrument\":{record[3]}");
        }

        string[] names = fields.Split(' ');
        bool hasLevels = names[^1] == "levels";
        if (hasLevels ? values.Count < names.Length - 1 : values.Count != names.Length)
        {
            throw new InvalidDataException($"A {name} of kind {kind} has {values.Count} fields instead of {names.Length}.");
        }

        for (int i = 0; i < names.Length; i++)
        {
            line.Append(CultureInfo.InvariantCulture, $",\"{names[i]}\":{(names[i] == "levels" ? $"[{string.Join(',', values[i..])}]" : Text(names[i], values[i]))}");
        }

        return line.Append('}').ToString();
    }

    private static string Text(string field, object value) => field switch
    {
        "feeCurrency" or "currency" => $"\"{Currency(Convert.ToUInt64(value, CultureInfo.InvariantCulture)).Trim()}\"",
        "hash" => $"\"{Convert.ToUInt64(value, CultureInfo.InvariantCulture):x16}\"",
        _ => value is string hex ? $"\"{hex}\"" : Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Currency(ulong packed) =>
        (packed >= (ulong)Letters.Length ? Currency(packed / (ulong)Letters.Length) : "") + Letters[(int)(packed % (ulong)Letters.Length)];

    private static long Whole(object value) => Convert.ToInt64(value, CultureInfo.InvariantCulture);
}
