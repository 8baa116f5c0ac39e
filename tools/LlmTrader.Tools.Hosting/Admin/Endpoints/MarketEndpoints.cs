using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;
using LlmTrader.Tools.Hosting.Admin.Contracts;
using LlmTrader.Tools.Hosting.Views;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LlmTrader.Tools.Hosting.Admin.Endpoints;

/// <summary>The market as the engine has seen it.</summary>
internal static class MarketEndpoints
{
    private const int UsualDepth = 20;
    private const int MostDepth = 1_000;

    public static void Map(RouteGroupBuilder api, AdminServices services)
    {
        MarketRulesTable rules = new(services.Context.Options.Instruments, services.Context.Options.MarketRules);
        api.MapGet("/instruments", () => AdminServices.Json(List(services, rules), AdminJson.Default.InstrumentsReply)).Produces<InstrumentsReply>().WithSummary("Instruments with what the market last said of them.");
        api.MapGet("/instruments/{symbol}", (string symbol) => AdminServices.Json(services.Views.Read(views => Describe(views, rules, Texts.FindInstrument(views, symbol))), AdminJson.Default.InstrumentReply))
            .Produces<InstrumentReply>().WithSummary("One instrument.");
        api.MapGet("/instruments/{symbol}/book", (string symbol, HttpContext http) => AdminServices.Json(Book(services, symbol, AdminServices.LimitOf(http, UsualDepth, MostDepth)), AdminJson.Default.BookReply))
            .Query("limit").Produces<BookReply>().WithSummary("Its level-2 book, the best ?limit= levels of each side.");
        api.MapGet("/instruments/{symbol}/bars", (string symbol, string? spec, HttpContext http) => AdminServices.Json(Bars(services, symbol, spec, AdminServices.LimitOf(http, 100, 100_000)), AdminJson.Default.BarsReply))
            .Query("spec", "limit").Produces<BarsReply>().WithSummary("Its newest closed bars, newest first; ?spec= names the bars.");
    }

    private static InstrumentsReply List(AdminServices services, MarketRulesTable rules) => services.Views.Read(views => new InstrumentsReply(views.Sequence, [.. views.Instruments.All.ToArray().Select(instrument => Describe(views, rules, instrument))]));

    private static InstrumentReply Describe(ViewState views, MarketRulesTable rules, Instrument instrument)
    {
        ref readonly MarketView market = ref views.Markets[instrument.Id];
        bool hasTrade = market.TradeTime != Timestamp.MinValue, hasQuote = market.QuoteTime != Timestamp.MinValue;
        string? Side(Price price) => hasQuote && price.Raw != 0 ? Texts.Price(instrument, price) : null;
        string? Size(Quantity quantity) => hasQuote && quantity.Raw != 0 ? Texts.Quantity(instrument, quantity) : null;
        return new InstrumentReply
        {
            Name = instrument.FullName,
            Symbol = instrument.Symbol,
            Venue = instrument.Venue,
            Kind = Texts.Name(instrument.Kind),
            Quote = instrument.Quote.ToString(),
            TickSize = FixedPoint.Format(instrument.TickSize.Raw, instrument.PriceScale),
            LotSize = Texts.Quantity(instrument, instrument.LotSize),
            Status = Texts.Name(market.Status),
            LastPrice = hasTrade ? Texts.Price(instrument, market.Trade.Price) : null,
            LastQuantity = hasTrade ? Texts.Quantity(instrument, market.Trade.Quantity) : null,
            LastTradeTime = Texts.Time(market.TradeTime),
            LastTradeTimeNs = Texts.TimeNs(market.TradeTime),
            Bid = Side(market.Quote.BidPrice),
            BidQuantity = Size(market.Quote.BidQuantity),
            Ask = Side(market.Quote.AskPrice),
            AskQuantity = Size(market.Quote.AskQuantity),
            Mark = market.MarkTime == Timestamp.MinValue ? null : Texts.Price(instrument, market.Mark.Mark),
            LastData = Texts.Time(market.LastData),
            LastDataNs = Texts.TimeNs(market.LastData),
            Events = market.Events,
            Gaps = market.Gaps,
            Dropped = market.Dropped,
            HasBook = views.Markets.BookOf(instrument.Id) is not null,
            Rules = Describe(instrument, rules.At(instrument.Id, views.Time), market.Status, views.Time),
        };
    }

    private static InstrumentRulesReply Describe(Instrument instrument, MarketRules rules, InstrumentStatus status, Timestamp time) => new()
    {
        Phase = Texts.Name(rules.PhaseAt(status, time)),
        MakerFee = FixedPoint.Format(instrument.MakerFee.Raw, FeeRate.Scale),
        TakerFee = FixedPoint.Format(instrument.TakerFee.Raw, FeeRate.Scale),
        MinQuantity = Texts.Quantity(instrument, rules.MinQuantity),
        MinNotional = Texts.Money(rules.MinNotionalRaw),
        BuyLot = Texts.Quantity(instrument, rules.BuyLot),
        PriceBand = FixedPoint.Format(rules.PriceBandBasisPoints, 4),
        SettlementDays = rules.SettlementDays,
        MaxLeverage = instrument.IsPerpetual ? Math.Round((decimal)FixedPoint.Pow10(MarginTier.RateScale) / instrument.MarginTiers[0].InitialRate, 4).ToString(System.Globalization.CultureInfo.InvariantCulture) : "1",
    };

    private static BookReply Book(AdminServices services, string symbol, int depth) => services.Views.Read(views =>
    {
        Instrument instrument = Texts.FindInstrument(views, symbol);
        LevelBook book = views.Markets.BookOf(instrument.Id) ?? throw ProblemException.NotFound("no_book", $"No level-2 book of {instrument.FullName} has come.", "Its feed must be asked for depth.");
        List<LevelReply> Side(Side side)
        {
            BookLevel[] levels = new BookLevel[Math.Min(depth, book.Depth(side))];
            int count = book.CopyTop(side, levels);
            return [.. levels.Take(count).Select(level => new LevelReply(Texts.Price(instrument, level.Price), Texts.Quantity(instrument, level.Quantity)))];
        }

        return new BookReply
        {
            Symbol = instrument.FullName, Sequence = views.Sequence, State = Texts.Name(book.State), UpdateId = book.LastUpdateId,
            BidLevels = book.Depth(Engine.Core.Side.Buy), AskLevels = book.Depth(Engine.Core.Side.Sell), Bids = Side(Engine.Core.Side.Buy), Asks = Side(Engine.Core.Side.Sell),
        };
    });

    private static BarsReply Bars(AdminServices services, string symbol, string? spec, int limit) => services.Views.Read(views =>
    {
        Instrument instrument = Texts.FindInstrument(views, symbol);
        IReadOnlyList<BarSpec> specs = views.Run.Options.Bars.Specs;
        if (specs.Count == 0) { throw ProblemException.NotFound("no_bars", "This engine makes no bars.", "Name some under bars in its configuration."); }
        int index = spec is null ? 0 : specs.ToList().FindIndex(known => known.ToString() == spec);
        if (index < 0) { throw ProblemException.BadField("spec", $"'{Texts.Short(spec!)}' are none of this engine's bars; it makes {string.Join(", ", specs)}."); }
        return new BarsReply(instrument.FullName, specs[index].ToString(), views.Sequence,
            views.Bars.Of(instrument.Id, new BarSpecId((ushort)index))?.Newest(limit, _ => true, bar => Describe(instrument, in bar)) ?? []);
    });

    private static BarReply Describe(Instrument instrument, in SequencedBar sequenced)
    {
        Bar bar = sequenced.Closed.Bar;
        return new BarReply(
            bar.OpenTime.ToString(), bar.OpenTime.Nanoseconds, sequenced.Closed.CloseTime.ToString(), sequenced.Closed.CloseTime.Nanoseconds, Texts.Price(instrument, bar.Open), Texts.Price(instrument, bar.High),
            Texts.Price(instrument, bar.Low), Texts.Price(instrument, bar.Close), Texts.Quantity(instrument, bar.Volume), Texts.Money(bar.Turnover), bar.TradeCount, sequenced.Sequence);
    }
}
