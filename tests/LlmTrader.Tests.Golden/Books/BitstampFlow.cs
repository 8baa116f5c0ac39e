using System.Globalization;
using System.IO.Compression;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;
using LlmTrader.Tests.Support;

namespace LlmTrader.Tests.Golden.Books;

/// <summary>
/// Five hours of Bitstamp's order events through an <see cref="OrderByOrderBook"/>. The venue publishes an order before it
/// matches it, and no trades: an order that crosses the book is on its way through it, its "changed" and "deleted" rows and
/// those of the other side being the trades. Such an order is kept beside the book until it ends or no longer crosses.
/// Prices in cents, volumes in units of 10^-8.
/// </summary>
internal sealed class BitstampFlow
{
    private readonly OrderByOrderBook _book = new(new BookLimits { MaxOrders = 1 << 15 });
    private readonly SortedDictionary<long, (Side Side, Price Price, Quantity Quantity)> _taking = [];
    private readonly HashSet<long> _created = [];
    private readonly HashSet<long> _deleted = [];

    public OrderByOrderBook Book => _book;

    /// <summary>Orders that are on their way through the book.</summary>
    public int Taking => _taking.Count;

    public SortedDictionary<string, int> Counts { get; } = new(StringComparer.Ordinal);

    public static IEnumerable<string[]> Rows()
    {
        using StreamReader reader = new(new GZipStream(File.OpenRead(SharedData.Find("bitstamp-l3-20150501", "orders.csv.gz")), CompressionMode.Decompress));
        reader.ReadLine();
        while (reader.ReadLine() is { } line) { yield return line.Split(','); }
    }

    public void Apply(string[] row)
    {
        long id = long.Parse(row[0], CultureInfo.InvariantCulture);
        Price price = new((long)(decimal.Parse(row[3], CultureInfo.InvariantCulture) * 100));
        Quantity volume = new(long.Parse(row[4], CultureInfo.InvariantCulture));
        Side side = row[6] == "bid" ? Side.Buy : Side.Sell;
        switch (row[5])
        {
            case "created": Create(id, side, price, volume); break;
            case "changed": Change(id, side, price, volume); break;
            default: Delete(id, volume); break;
        }

        Settle();
    }

    private void Create(long id, Side side, Price price, Quantity volume)
    {
        _created.Add(id);
        if (_deleted.Contains(id)) { Count("created after deleted"); }   // Rows are sorted by receive time.
        else { Enter("created", id, side, price, volume); }
    }

    private void Change(long id, Side side, Price price, Quantity volume)
    {
        if (_taking.ContainsKey(id)) { _taking[id] = (side, price, volume); }
        else if (!_book.TryFind(id, out _, out QueuedOrder known)) { Count(_created.Contains(id) ? "changed after deleted" : "changed, placed before the window"); }
        else if (known.Price == price) { Send(BookOrderAction.Modify, id, side, price, volume); }
        else
        {
            Send(BookOrderAction.Delete, id, side, price, volume);
            Enter("repriced", id, side, price, volume);
        }
    }

    private void Delete(long id, Quantity volume)
    {
        bool isRepeated = !_deleted.Add(id);
        if (_taking.Remove(id)) { Count(volume.IsZero ? "taker filled" : "taker ended with a rest"); }
        else if (_book.TryFind(id, out _, out _)) { Send(BookOrderAction.Delete, id, default, default, default); }
        else { Count(isRepeated ? "deleted again" : "deleted without created"); }
    }

    private void Enter(string how, long id, Side side, Price price, Quantity volume)
    {
        if (Crosses(side, price))
        {
            _taking.Add(id, (side, price, volume));
            Count($"taker {how}");
        }
        else { Send(BookOrderAction.Add, id, side, price, volume); }
    }

    // What no longer crosses has taken all it can, and rests.
    private void Settle()
    {
        foreach ((long id, (Side side, Price price, Quantity quantity)) in _taking.ToArray())
        {
            if (Crosses(side, price)) { continue; }
            _taking.Remove(id);
            Send(BookOrderAction.Add, id, side, price, quantity);
            Count("taker rests");
        }
    }

    private bool Crosses(Side side, Price price) =>
        side == Side.Buy ? _book.TryBest(Side.Sell, out OrderLevel ask) && price >= ask.Price : _book.TryBest(Side.Buy, out OrderLevel bid) && price <= bid.Price;

    private void Send(BookOrderAction action, long id, Side side, Price price, Quantity quantity) =>
        Assert.Equal(BookOrderAnswer.Applied, _book.Apply(new BookOrder { VenueOrderId = id, Action = action, Side = side, Price = price, Quantity = quantity }));

    private void Count(string what) => Counts[what] = Counts.GetValueOrDefault(what) + 1;
}
