using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Property.Accounts;

/// <summary>The book against its plain twin over random fills and prices, checked after every step.</summary>
public class AccountBookPropertyTests
{
    private const int Accounts = 3;

    private static readonly Currency[] Currencies = [Currency.Parse("USD"), Currency.Parse("EUR"), Currency.Parse("BNB")];

    [Fact]
    public void The_book_is_its_plain_twin_to_the_last_unit()
    {
        int flips = 0;
        for (int seed = 1; seed <= 300; seed++)
        {
            var random = new Random(seed);
            InstrumentTable instruments = DrawInstruments(random);
            AccountOptions[] accounts = [.. Enumerable.Range(0, Accounts).Select(id => DrawAccount(random, id))];
            var book = new AccountBook(instruments, accounts);
            var twin = new PlainAccountBook(instruments, accounts);
            for (int step = 0; step < 200; step++)
            {
                Instrument instrument = instruments[new InstrumentId(random.Next(instruments.Count))];
                int action = random.Next(12);
                if (action < 4) { Move(random, action, book, twin, instrument); }
                else if (action < 6)
                {
                    var last = new Price(random.Next(1, 2_000_000));
                    book.Mark(instrument.Id, last);
                    twin.Mark(instrument, last);
                }
                else
                {
                    ExecutionReport fill = DrawFill(random, instrument);
                    Quantity before = book.PositionOf(fill.Account, instrument.Id).Quantity;
                    book.OnReport(instrument.Id, in fill);
                    twin.Fill(instrument, in fill);
                    if (before.Raw * (Int128)book.PositionOf(fill.Account, instrument.Id).Quantity.Raw < 0) { flips++; }
                }

                Check(book, twin, instruments, accounts, $"seed {seed}, step {step}");
            }
        }

        Assert.True(flips > 1000, $"Only {flips} fills went through zero.");
    }

    [Fact]
    public void The_hash_is_a_function_of_the_fills()
    {
        for (int seed = 1; seed <= 50; seed++)
        {
            Assert.True(Run(seed, marked: false) == Run(seed, marked: false), $"seed {seed}");
            Assert.True(Run(seed, marked: true) == Run(seed, marked: true), $"seed {seed}");
            Assert.True(Run(seed, marked: true) != Run(seed + 1, marked: true), $"seed {seed}");
        }
    }

    private static ulong Run(int seed, bool marked)
    {
        var random = new Random(seed);
        InstrumentTable instruments = DrawInstruments(random);
        var book = new AccountBook(instruments, [DrawAccount(random, 0), DrawAccount(random, 1), DrawAccount(random, 2)]);
        for (int step = 0; step < 50; step++)
        {
            Instrument instrument = instruments[new InstrumentId(random.Next(instruments.Count))];
            ExecutionReport fill = DrawFill(random, instrument);
            if (marked) { book.Mark(instrument.Id, fill.LastPrice); }
            book.OnReport(instrument.Id, in fill);
        }

        return book.Hash;
    }

    private static void Check(AccountBook book, PlainAccountBook twin, InstrumentTable instruments, AccountOptions[] accounts, string run)
    {
        foreach (AccountOptions account in accounts)
        {
            foreach (Instrument instrument in instruments.All)
            {
                ref readonly Position position = ref book.PositionOf(account.Id, instrument.Id);
                PlainPosition expected = twin.Position(account.Id, instrument);
                Assert.True(position.Quantity.Raw == expected.Quantity, $"{run}: quantity");
                Assert.True(position.CostRaw == expected.Cost && position.CostRaw >= 0, $"{run}: cost {position.CostRaw}, not {expected.Cost}");
                Assert.True(position.RealizedRaw == expected.Realized, $"{run}: realised {position.RealizedRaw}, not {expected.Realized}");
                Assert.True(position.FeesRaw == expected.Fees, $"{run}: fees");
            }

            foreach (Currency currency in Currencies)
            {
                PlainBalance expected = twin.Balance(account.Id, currency);
                long equity = book.Equity(account.Id, currency).Raw;
                Assert.True(book.Cash(account.Id, currency).Raw == expected.Cash, $"{run}: cash");
                Assert.True(equity == twin.Equity(account.Id, currency), $"{run}: equity {equity}, not {twin.Equity(account.Id, currency)}");
                Assert.True(book.Peak(account.Id, currency).Raw == expected.Peak, $"{run}: peak");
                Assert.True(book.Drawdown(account.Id, currency).Raw == expected.Peak - equity, $"{run}: drawdown");
                Assert.True(book.MaxDrawdown(account.Id, currency).Raw == expected.MaxDrawdown, $"{run}: maximum drawdown");

                Assert.True(book.Funding(account.Id, currency).Raw == expected.Funding, $"{run}: funding");
                Assert.True(book.Flows(account.Id, currency).Raw == expected.Flows, $"{run}: flows");
                long initial = account.InitialCash.FirstOrDefault(cash => cash.Currency == currency).Raw;
                Money explained = new Money(initial, currency) + book.Realized(account.Id, currency) + book.Unrealized(account.Id, currency)
                    - book.Fees(account.Id, currency) + book.Funding(account.Id, currency) + book.Flows(account.Id, currency);
                Assert.True(equity == explained.Raw, $"{run}: equity {equity} is not initial + flows + realised + unrealised + funding - fees = {explained.Raw}");

                // The same without prices: what spot cost went out of the cash, what perpetuals cost did not.
                long spot = instruments.All.ToArray().Where(instrument => instrument.Quote == currency && !instrument.IsPerpetual)
                    .Sum(instrument => Math.Sign(book.PositionOf(account.Id, instrument.Id).Quantity.Raw) * book.PositionOf(account.Id, instrument.Id).CostRaw);
                Money cash = explained - book.Unrealized(account.Id, currency) - new Money(spot, currency);
                Assert.True(book.Cash(account.Id, currency) == cash, $"{run}: cash {book.Cash(account.Id, currency)} is not initial + flows + realised + funding - fees - cost of spot = {cash}");
            }
        }
    }

    private static void Move(Random random, int action, AccountBook book, PlainAccountBook twin, Instrument instrument)
    {
        AccountId account = new((ushort)random.Next(Accounts));
        switch (action)
        {
            case 0:
                var mark = new Price(random.Next(1, 2_000_000));
                book.OnMarkPrice(instrument.Id, mark);
                twin.MarkPrice(instrument, mark);
                break;
            case 1:
                Money amount = new(random.NextInt64(-1L << 45, 1L << 45), instrument.Quote);
                book.OnCashFlow(new CashFlow { Account = account, Currency = amount.Currency, AmountRaw = amount.Raw });
                twin.Flow(account, amount);
                break;
            default:
                FundingPayment funding = new() { Mark = new Price(random.Next(1, 2_000_000)), RateRaw = random.Next(-2_000_000, 2_000_000) };
                for (ushort i = 0; i < Accounts; i++)
                {
                    long received = book.OnFunding(new AccountId(i), instrument.Id, in funding);
                    Assert.True(received == twin.Fund(new AccountId(i), instrument, funding.Mark.Raw, funding.RateRaw), $"funding {received}");
                }

                break;
        }
    }

    // Scales that make notionals exact, and scales that make every one of them round.
    private static InstrumentTable DrawInstruments(Random random) => new([.. Enumerable.Range(0, 4).Select(id => new Instrument
    {
        Id = new InstrumentId(id),
        Symbol = $"I{id}",
        Venue = "TEST",
        Base = Currency.Parse($"I{id}"),
        Quote = Currencies[id % 2],
        PriceScale = random.Next(0, 8),
        QuantityScale = random.Next(3, 9),
        TickSize = new PriceOffset(1),
        LotSize = new Quantity(1),
        Kind = id < 2 ? InstrumentKind.Spot : InstrumentKind.LinearPerpetual,
        MarginTiers = id < 2 ? [] : [new MarginTier(long.MaxValue, 10_000_000, 5_000_000, 0)],
    })]);

    private static AccountOptions DrawAccount(Random random, int id) => new()
    {
        Id = new AccountId((ushort)id),
        Name = $"account {id}",
        InitialCash = [new Money(random.Next(), Currencies[2]), .. random.Next(2) == 0 ? new[] { new Money(random.NextInt64(1L << 50), Currencies[0]) } : []],
    };

    private static ExecutionReport DrawFill(Random random, Instrument instrument) => new()
    {
        Kind = ReportKind.Fill,
        Account = new AccountId((ushort)random.Next(Accounts)),
        Side = random.Next(2) == 0 ? Side.Buy : Side.Sell,
        LastPrice = new Price(random.Next(1, 2_000_000)),
        LastQuantity = new Quantity(random.Next(4) == 0 ? random.Next(1, 4) : random.Next(1, 100_000)),
        FeeRaw = random.Next(-1000, 10_000),
        FeeCurrency = random.Next(5) == 0 ? Currencies[2] : instrument.Quote,
    };
}
