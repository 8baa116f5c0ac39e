using System.Numerics;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;
using LlmTrader.Tests.Property.Accounts;

namespace LlmTrader.Tests.Property.Margin;

/// <summary>The margin book against its plain twin over random fills, prices, marks, flows and funding, checked after every step.</summary>
public class MarginBookPropertyTests
{
    private static readonly Currency[] Currencies = [Currency.Parse("USDT"), Currency.Parse("USDC")];

    [Fact]
    public void The_margin_book_is_its_plain_twin_to_the_last_unit()
    {
        int exhausted = 0, sound = 0;
        for (int seed = 1; seed <= 200; seed++)
        {
            var random = new Random(seed);
            InstrumentTable instruments = DrawInstruments(random);
            AccountOptions[] accounts = [.. Enumerable.Range(0, 3).Select(id => DrawAccount(random, id, instruments))];
            var book = new AccountBook(instruments, accounts);
            var margin = new MarginBook(instruments, accounts, book);
            var plain = new PlainAccountBook(instruments, accounts);
            var twin = new PlainMargin(instruments, accounts, plain);
            for (int step = 0; step < 150; step++)
            {
                Step(random, instruments, book, margin, plain, twin);
                foreach (AccountOptions account in accounts)
                {
                    foreach (Currency currency in Currencies)
                    {
                        Assert.True(margin.Free(account.Id, currency).Raw == twin.Free(account.Id, currency), $"seed {seed}, step {step}: free {margin.Free(account.Id, currency)}, not {twin.Free(account.Id, currency)}");
                    }

                    foreach (Instrument instrument in instruments.All.ToArray().Where(instrument => instrument.IsPerpetual))
                    {
                        Assert.True(margin.Assigned(account.Id, instrument.Id).Raw == twin.Assigned(account.Id, instrument), $"seed {seed}, step {step}: assigned");
                        Assert.True(margin.Equity(account.Id, instrument.Id).Raw == twin.Equity(account.Id, instrument), $"seed {seed}, step {step}: equity");
                        bool isExhausted = margin.IsExhausted(account.Id, instrument.Id);
                        Assert.True(isExhausted == twin.IsExhausted(account.Id, instrument), $"seed {seed}, step {step}: exhausted");
                        if (isExhausted) { exhausted++; } else if (margin.Holds(account.Id, instrument.Id)) { sound++; }
                    }
                }
            }
        }

        Assert.True(exhausted > 1000 && sound > 1000, $"{exhausted} exhausted, {sound} sound");
    }

    private static void Step(Random random, InstrumentTable instruments, AccountBook book, MarginBook margin, PlainAccountBook plain, PlainMargin twin)
    {
        Instrument instrument = instruments[new InstrumentId(random.Next(instruments.Count))];
        AccountId account = new((ushort)random.Next(3));
        Price price = new(random.Next(9_000, 11_000));
        switch (random.Next(8))
        {
            case 0:
                book.OnMarkPrice(instrument.Id, price);
                margin.OnPrice(instrument.Id);
                plain.MarkPrice(instrument, price);
                break;
            case 1:
                Money amount = new(random.NextInt64(-1L << 38, 1L << 38), instrument.Quote);
                book.OnCashFlow(new CashFlow { Account = account, Currency = amount.Currency, AmountRaw = amount.Raw });
                plain.Flow(account, amount);
                break;
            case 2:
                FundingPayment funding = new() { Mark = price, RateRaw = random.Next(-100_000, 100_000) };
                long received = book.OnFunding(account, instrument.Id, in funding);
                margin.OnFunding(account, instrument.Id, received);
                plain.Fund(account, instrument, price.Raw, funding.RateRaw);
                twin.Fund(account, instrument, received);
                break;
            case 3:
                book.Mark(instrument.Id, price);
                margin.OnPrice(instrument.Id);
                plain.Mark(instrument, price);
                break;
            default:
                ExecutionReport fill = new()
                {
                    Kind = ReportKind.Fill, Account = account, Side = random.Next(2) == 0 ? Side.Buy : Side.Sell, LastPrice = price,
                    LastQuantity = new Quantity(random.Next(1, 5000)), FeeRaw = random.Next(1000), FeeCurrency = instrument.Quote,
                };
                BigInteger before = plain.Position(account, instrument).Quantity;
                book.OnReport(instrument.Id, in fill);
                margin.OnFill(instrument.Id, in fill);
                plain.Fill(instrument, in fill);
                if (instrument.IsPerpetual) { twin.Fill(instrument, in fill, before); }
                break;
        }
    }

    private static InstrumentTable DrawInstruments(Random random) => new([.. Enumerable.Range(0, 4).Select(id => new Instrument
    {
        Id = new InstrumentId(id),
        Symbol = $"I{id}",
        Venue = "TEST",
        Base = Currency.Parse($"I{id}"),
        Quote = Currencies[id == 3 ? 1 : 0],
        PriceScale = random.Next(0, 5),
        QuantityScale = random.Next(2, 6),
        TickSize = new PriceOffset(1),
        LotSize = new Quantity(1),
        Kind = id == 0 ? InstrumentKind.Spot : InstrumentKind.LinearPerpetual,
        MarginTiers = id == 0 ? [] :
        [
            new MarginTier(1L << 34, 800_000, 400_000, 0),
            new MarginTier(1L << 36, 1_000_000, 500_000, (1L << 34) / 1000),
            new MarginTier(1L << 38, 5_000_000, 2_500_000, ((1L << 34) / 1000) + ((1L << 36) / 50)),
        ],
    })]);

    private static AccountOptions DrawAccount(Random random, int id, InstrumentTable instruments) => new()
    {
        Id = new AccountId((ushort)id),
        Name = $"account {id}",
        InitialCash = [new Money(random.NextInt64(1L << 38), Currencies[0])],
        MarginMode = (MarginMode)random.Next(2),
        Leverage = random.Next(1, 126),
        InstrumentLeverage = new Dictionary<InstrumentId, int> { [instruments[new InstrumentId(1)].Id] = random.Next(1, 126) },
    };
}
