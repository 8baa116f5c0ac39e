using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tools.Hosting.Backtests;

/// <summary>
/// The four tables of a run. They grow under partial names and take their places together, at the end; <c>summary.json</c>
/// goes first and comes back last (<see cref="BacktestReport.Write"/>), so that a directory that has one holds one whole run.
/// </summary>
internal sealed class BacktestFiles : IDisposable
{
    private readonly string _directory;
    private readonly InstrumentTable _instruments;
    private readonly byte[][] _instrumentNames;
    private readonly byte[][] _accountNames;
    private readonly Dictionary<Currency, byte[]> _currencyNames = [];
    private readonly CsvFile[] _all;
    private readonly CsvFile _orders;
    private readonly CsvFile _fills;
    private readonly CsvFile _trades;
    private readonly CsvFile _equity;

    /// <summary>Creates the directory where needed. Throws <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/> when it can't be written.</summary>
    public BacktestFiles(string directory, InstrumentTable instruments, IReadOnlyList<AccountOptions> accounts)
    {
        _directory = Directory.CreateDirectory(directory).FullName;
        _instruments = instruments;
        _instrumentNames = [.. instruments.All.ToArray().Select(instrument => CsvFile.Quoted(instrument.FullName))];
        _accountNames = [.. accounts.Select(account => CsvFile.Quoted(account.Name))];
        _orders = new CsvFile(_directory, "orders.csv", "order_id,time,account,instrument,side,type,time_in_force,quantity,limit,"
            + "status,filled_quantity,average_price,fees,fee_currency,reject_reason,done_time");
        _fills = new CsvFile(_directory, "fills.csv", "time,sequence,order_id,account,instrument,side,price,quantity,notional,currency,"
            + "liquidity,fee,fee_currency");
        _trades = new CsvFile(_directory, "trades.csv", "entry_time,exit_time,account,instrument,side,quantity,average_entry_price,"
            + "average_exit_price,gross,fees,net,currency,held_seconds,fills");
        _equity = new CsvFile(_directory, "equity.csv", "time,account,currency,cash,equity,peak,drawdown");
        _all = [_orders, _fills, _trades, _equity];
    }

    /// <param name="order">How it ended, or how it stands at the end of the run.</param>
    /// <param name="doneAt">Null for an order that is still open.</param>
    public void WriteOrder(in OrderState order, Timestamp? doneAt)
    {
        ref readonly OrderCommand command = ref order.Command;
        (int priceScale, int quantityScale) = ScalesOf(command.Instrument);
        _orders.Field(command.OrderId.ToString());
        _orders.Field(order.DecidedAt);
        WriteAccount(_orders, command.Account);
        WriteInstrument(_orders, command.Instrument);
        _orders.Field(command.Side.ToString());
        _orders.Field(command.Type.ToString());
        _orders.Field(command.TimeInForce.ToString());
        _orders.Field(command.Quantity.Raw, quantityScale);
        if (command.Type == OrderType.Limit) { _orders.Field(command.Price.Raw, priceScale); } else { _orders.EmptyField(); }
        _orders.Field(order.Status.ToString());
        _orders.Field(order.Filled.Raw, quantityScale);
        if (order.Filled.IsZero)
        {
            _orders.EmptyField();
            _orders.Field(0, Money.Scale);
            _orders.EmptyField();
        }
        else
        {
            _orders.Field(order.AveragePrice.Raw, priceScale);
            _orders.Field(order.FeesRaw, Money.Scale);
            _orders.Field(NameOf(order.FeeCurrency));
        }

        if (order.Reason == RejectReason.None) { _orders.EmptyField(); } else { _orders.Field(order.Reason.ToString()); }
        if (doneAt is { } time) { _orders.Field(time); } else { _orders.EmptyField(); }
        _orders.EndRow();
    }

    public void WriteFill(in OutRecord record, Instrument instrument, long notionalRaw)
    {
        ref readonly ExecutionReport report = ref record.Order.Report;
        _fills.Field(record.Time);
        _fills.Field(record.Sequence);
        _fills.Field(report.OrderId.ToString());
        WriteAccount(_fills, report.Account);
        WriteInstrument(_fills, record.Instrument);
        _fills.Field(report.Side.ToString());
        _fills.Field(report.LastPrice.Raw, instrument.PriceScale);
        _fills.Field(report.LastQuantity.Raw, instrument.QuantityScale);
        _fills.Field(notionalRaw, Money.Scale);
        _fills.Field(NameOf(instrument.Quote));
        _fills.Field(report.Liquidity.ToString());
        _fills.Field(report.FeeRaw, Money.Scale);
        _fills.Field(NameOf(report.FeeCurrency));
        _fills.EndRow();
    }

    public void WriteTrade(in RoundTrip trip, Instrument instrument)
    {
        _trades.Field(trip.EntryTime);
        _trades.Field(trip.ExitTime);
        WriteAccount(_trades, trip.Account);
        WriteInstrument(_trades, trip.Instrument);
        _trades.Field(trip.EntrySide == Side.Buy ? "Long" : "Short");
        _trades.Field(trip.Quantity.Raw, instrument.QuantityScale);
        _trades.Field(trip.AverageEntryPrice.Raw, instrument.PriceScale);
        _trades.Field(trip.AverageExitPrice.Raw, instrument.PriceScale);
        _trades.Field(trip.GrossRaw, Money.Scale);
        _trades.Field(trip.FeesRaw, Money.Scale);
        _trades.Field(trip.NetRaw, Money.Scale);
        _trades.Field(NameOf(instrument.Quote));
        _trades.Field(trip.Held.Nanoseconds, 9);
        _trades.Field(trip.Fills);
        _trades.EndRow();
    }

    public void WriteEquity(Timestamp time, in EquityUpdate equity)
    {
        _equity.Field(time);
        WriteAccount(_equity, equity.Account);
        _equity.Field(NameOf(equity.Currency));
        _equity.Field(equity.CashRaw, Money.Scale);
        _equity.Field(equity.EquityRaw, Money.Scale);
        _equity.Field(equity.PeakRaw, Money.Scale);
        _equity.Field(checked(equity.PeakRaw - equity.EquityRaw), Money.Scale);
        _equity.EndRow();
    }

    /// <summary>All four are whole before the first takes its name.</summary>
    public void Complete()
    {
        foreach (CsvFile file in _all) { file.Seal(); }
        File.Delete(Path.Combine(_directory, BacktestReport.FileName));
        foreach (CsvFile file in _all) { file.Publish(); }
    }

    public void Dispose()
    {
        foreach (CsvFile file in _all) { file.Dispose(); }
    }

    // An order can be rejected for naming an instrument or an account that does not exist; its row says so.
    private void WriteInstrument(CsvFile file, InstrumentId id)
    {
        if (_instruments.Contains(id)) { file.Field(_instrumentNames[id.Value]); } else { file.Field($"#{id.Value}"); }
    }

    private void WriteAccount(CsvFile file, AccountId id)
    {
        if (id.Value < _accountNames.Length) { file.Field(_accountNames[id.Value]); } else { file.Field($"#{id.Value}"); }
    }

    private (int Price, int Quantity) ScalesOf(InstrumentId id) =>
        _instruments.Contains(id) ? (_instruments[id].PriceScale, _instruments[id].QuantityScale) : (0, 0);

    private byte[] NameOf(Currency currency)
    {
        if (!_currencyNames.TryGetValue(currency, out byte[]? name)) { _currencyNames[currency] = name = CsvFile.Quoted(currency.ToString()); }
        return name;
    }
}
