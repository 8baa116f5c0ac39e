using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>How long commands take to the venue and its answers back: constant, or from a <see cref="LatencyTable"/> in its stead.</summary>
internal sealed class OrderLatency
{
    private readonly Duration _entry;
    private readonly Duration _response;
    private readonly LatencyTable? _table;
    private readonly LatencyRow[] _rows;
    private readonly long[] _requests;    // Times at which the rows' orders were sent, and
    private readonly long[] _exchanges;   // at which the venue had them.

    public OrderLatency(Duration entry, Duration response, LatencyTable? table)
    {
        _entry = entry;
        _response = response;
        _table = table;
        _rows = table is null ? [] : [.. table.Rows];
        _requests = [.. _rows.Select(row => row.Request)];
        _exchanges = [.. _rows.Select(row => row.Request + row.Entry)];
        for (int i = 1; i < _exchanges.Length; i++) { _exchanges[i] = Math.Max(_exchanges[i], _exchanges[i - 1]); }   // Recorded orders overtake each other too.
    }

    /// <summary>From <paramref name="now"/> until the venue has the command. The orders of a group go together: as one message, which draws once.</summary>
    public Duration Entry(in OrderCommand command, Timestamp now) => _table is null ? _entry : RecordedEntry(_table, in command, now);

    /// <summary>From <paramref name="time"/>, at which the venue acted, until the answer is here.</summary>
    public Duration Response(in ExecutionReport report, Timestamp time) => _table is null ? _response : RecordedResponse(_table, in report, time);

    private Duration RecordedEntry(LatencyTable table, in OrderCommand command, Timestamp now)
    {
        if (table.Use == LatencyUse.Interpolated) { return Between(_requests, now.Nanoseconds, isEntry: true); }
        ulong purpose = ((ulong)now.Nanoseconds << 2) | (ulong)command.Action;
        bool isGrouped = command is { Action: CommandAction.New, Contingency: not Contingency.None };
        OrderId drawn = isGrouped ? command.GroupId : command.OrderId;
        return Drawn(LatencyDraw.Of(table.Seed, drawn.Raw, purpose), isEntry: true);
    }

    private Duration RecordedResponse(LatencyTable table, in ExecutionReport report, Timestamp time)
    {
        if (table.Use == LatencyUse.Interpolated) { return Between(_exchanges, time.Nanoseconds, isEntry: false); }
        ulong purpose = ~(((ulong)time.Nanoseconds << 4) | (ulong)report.Kind);
        return Drawn(LatencyDraw.Of(table.Seed, report.OrderId.Raw, purpose), isEntry: false);
    }

    private Duration Drawn(ulong draw, bool isEntry) => _table!.IsQuantiles
        ? Between(_requests, LatencyDraw.Below(draw, LatencyTable.Certain), isEntry)
        : new Duration(LatencyOf(LatencyDraw.Below(draw, _rows.Length), isEntry));

    // The straight line between the rows around x, cut to the nanosecond; hftbacktest's intp.
    private Duration Between(long[] places, long x, bool isEntry)
    {
        int after = FirstAbove(places, x);
        if (after == 0) { return new Duration(LatencyOf(0, isEntry)); }
        long before = LatencyOf(after - 1, isEntry);
        if (after == places.Length) { return new Duration(before); }
        Int128 rise = (Int128)(LatencyOf(after, isEntry) - before) * (x - places[after - 1]);
        return new Duration(before + (long)Rounding.Floor(rise, places[after] - places[after - 1]));
    }

    private long LatencyOf(int row, bool isEntry) => isEntry ? _rows[row].Entry : _rows[row].Response;

    private static int FirstAbove(long[] places, long x)
    {
        int low = 0;
        int high = places.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (places[middle] > x) { high = middle; } else { low = middle + 1; }
        }

        return low;
    }
}
