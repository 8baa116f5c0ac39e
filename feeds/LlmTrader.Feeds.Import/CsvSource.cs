using LlmTrader.Engine.Core;

namespace LlmTrader.Feeds.Import;

/// <summary>
/// Streams one CSV file (plain, gzip or zip) as events, in constant memory and without allocation per row. What can't be
/// used is an <see cref="ImportException"/> or is left out and counted, as the options say; nothing vanishes uncounted.
/// One thread reads; others may look at the progress.
/// </summary>
public sealed class CsvSource : ImportSource
{
    private readonly ImportOptions _options;
    private readonly CsvTable _table;
    private readonly RowParser _parser;
    private readonly byte[] _symbol;
    private readonly bool _hasHeader;
    private readonly RowHistory _history;
    private readonly bool _continues;

    private CsvSource(ImportOptions options, CsvLayout layout, CsvTable table, RowParser parser, RowHistory history)
    {
        _options = options;
        _history = history;
        _continues = history.LastTime > Timestamp.MinValue;
        _table = table;
        _parser = parser;
        _hasHeader = layout.HasHeader;
        _symbol = System.Text.Encoding.UTF8.GetBytes(options.Instrument.Symbol);
    }

    public override string Path => _table.Path;

    public override long BytesRead => _table.BytesRead;

    public override long BytesTotal => _table.BytesTotal;

    /// <summary>
    /// Opens the file and finds the layout's columns in it. Throws <see cref="ImportException"/> when the file can't be
    /// read, lacks a column or needs an option that is not given; <see cref="ArgumentException"/> for options that are invalid in themselves.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="layout">What its columns mean.</param>
    /// <param name="options">How it is imported.</param>
    /// <param name="history">Of the files of the same instrument before this one, which goes on in it; null for a file by itself.</param>
    public static CsvSource Open(string path, CsvLayout layout, ImportOptions options, RowHistory? history = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentNullException.ThrowIfNull(options);
        layout.Validated();
        options.Validated();

        BarSpec? period = options.BarSpec ?? layout.Period;
        RequireOption(layout.Kind != CsvKind.Bar || period is not null, path, "no period of the bars", "the bar specification, e.g. 1m");
        RequireOption(!options.UseReceiveTime || layout.ReceiveTime.IsMapped, path, $"no receive time in layout {layout.Name}", "a receive-time column");
        RequireOption(layout.TimeUnit != CsvTimeUnit.MillisecondsOfDay || options.Date is not null, path, "times of the day only", "the file's date");
        TimeZoneInfo zone = FindZone(layout.Zone, path);

        CsvTable table = CsvTable.Open(path, layout, options.ZipEntry, options.BufferBytes);
        history ??= new RowHistory();
        return new CsvSource(options, layout, table, RowParser.Create(layout, options, table.Columns, zone, period, history), history);
    }

    private protected override void Close() => _table.Dispose();

    internal static TimeZoneInfo FindZone(string name, string path)
    {
        if (name == "UTC") { return TimeZoneInfo.Utc; }
        try { return TimeZoneInfo.FindSystemTimeZoneById(name); }
        catch (Exception e) when (e is TimeZoneNotFoundException or InvalidTimeZoneException or System.Security.SecurityException)
        {
            throw InputFile.Failure(ImportFault.UnknownZone, path, name, "an IANA time zone that this system knows (package tzdata)", e);
        }
    }

    private protected override bool TryReadEvent(ref EngineEvent next)
    {
        while (_table.TryRead(out ImportFault fault))
        {
            Counts.Rows++;
            if (fault != ImportFault.None) { Refuse(fault, -1, _options.OnBadRow); continue; }
            if (IsFiltered()) { Counts.Filtered++; continue; }
            if (!IsOurInstrument()) { Refuse(ImportFault.WrongInstrument, _table.Columns.Symbol, _options.OtherInstruments); continue; }

            fault = _parser.Parse(_table.Row, ref next);
            if (fault != ImportFault.None) { Refuse(fault, _parser.FaultColumn, _options.OnBadRow); continue; }
            if (_parser.IsZeroRow) { PassZeroRow(next); continue; }
            if (!TryOrder(ref next)) { continue; }

            _parser.Accept(next, Counts);
            Counts.Events++;
            Counts.IgnoredLines = _table.IgnoredLines;
            next.Instrument = _options.Instrument.Id;
            return true;
        }

        Counts.IgnoredLines = _table.IgnoredLines;
        if (Counts.Rows == 0 && !_hasHeader) { throw InputFile.Failure(ImportFault.Empty, Path, "a file without any row", "rows"); }
        return false;
    }

    private bool IsFiltered() =>
        _table.Columns.Filter >= 0 && _table.Row[_table.Columns.Filter].SequenceEqual(_table.Columns.FilterValue);

    private bool IsOurInstrument() =>
        _table.Columns.Symbol < 0 || _table.Row[_table.Columns.Symbol].SequenceEqual(_symbol);

    private void PassZeroRow(in EngineEvent next)
    {
        Counts.ZeroRows++;
        if (_parser is TradeParser trades) { trades.PassZeroRow(next, Counts); }
    }

    // Sets the event's time; false when the row's place in the file rules it out.
    private bool TryOrder(ref EngineEvent next)
    {
        bool hasReceiveTime = _table.Columns.ReceiveTime >= 0;
        Timestamp ordered = _options.UseReceiveTime ? _parser.ReceiveTime : next.ExchangeTime;
        if (ordered < _history.LastOrdered && !TryPassOutOfOrder()) { return false; }

        ImportFault fault = _parser.CheckSequence(next, Counts);
        if (fault != ImportFault.None)
        {
            Refuse(fault, _parser.FaultColumn, fault == ImportFault.Duplicate ? _options.Duplicates : _options.OnBadRow);
            return false;
        }

        if (hasReceiveTime && _parser.ReceiveTime < next.ExchangeTime) { Counts.NegativeLatency++; }
        _history.LastOrdered = Timestamp.Max(_history.LastOrdered, ordered);
        _history.LastTime = Timestamp.Max(_history.LastTime, _options.UseReceiveTime ? ordered : ordered + _options.FeedLatency);
        next.Time = _history.LastTime;
        return true;
    }

    private bool TryPassOutOfOrder()
    {
        int column = _options.UseReceiveTime ? _table.Columns.ReceiveTime : _table.Columns.Time;
        Counts.OutOfOrder++;
        if (_options.OutOfOrder == OutOfOrderPolicy.Accept) { return true; }
        Refuse(ImportFault.OutOfOrder, column, _options.OutOfOrder == OutOfOrderPolicy.Skip ? RowPolicy.Skip : RowPolicy.Error);
        return false;
    }

    private void Refuse(ImportFault fault, int column, RowPolicy policy)
    {
        if (policy == RowPolicy.Error) { throw new ImportException(Describe(fault, column)); }
        Counts.CountSkipped(fault);
        if (Counts.Examples.Count < _options.MaxExamples) { Counts.AddExample(Describe(fault, column)); }
    }

    private ImportIssue Describe(ImportFault fault, int column) => _table.Issue(fault, column, fault switch
    {
        ImportFault.WrongInstrument => $"the symbol {_options.Instrument.Symbol}",
        ImportFault.OutOfOrder when _continues && Counts.Events == 0 =>
            $"a time at or after the end of the file before this one, {_history.LastOrdered} (files are named in the order of their time)",
        ImportFault.OutOfOrder => $"a time at or after the previous row's, {_history.LastOrdered}",
        ImportFault.NotANumber or ImportFault.TimeFormat when IsLikeHeader(column) =>
            $"{_parser.Expected(fault)} (is the first line a header? Then add header=yes to the column map)",
        _ => _parser.Expected(fault),
    });

    // A column map by positions takes the first line for data, and most files begin with names.
    private bool IsLikeHeader(int column) =>
        !_hasHeader && _table.RowNumber == 1 && column >= 0 && _table.Row[column] is [var first, ..] && char.IsAsciiLetter((char)first);

    private static void RequireOption(bool condition, string path, string found, string expected)
    {
        if (!condition) { throw InputFile.Failure(ImportFault.MissingOption, path, found, expected); }
    }
}
