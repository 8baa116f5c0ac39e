using LlmTrader.Strategies.Models.Budgets;
using LlmTrader.Tests.Support.Models;

namespace LlmTrader.Tests.Property.Models;

/// <summary>Budgets against their plain twin, and under many threads.</summary>
public sealed class ModelBudgetTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(20261121)]
    public void Budgets_say_what_their_plain_twin_says(int first)
    {
        for (int seed = first; seed < first + 200; seed++) { Compare(new Random(seed), seed); }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task No_number_of_threads_gets_more_out_of_a_budget_than_is_in_it(int seed)
    {
        BudgetOptions day = new(TimeSpan.FromDays(1), 5.00m, 40_000, BudgetOptions.UsualWarning);
        BudgetOptions hour = new(TimeSpan.FromHours(1), 4.00m, null, BudgetOptions.UsualWarning);
        ModelBudgets budgets = new([day, hour], new GatewayScene.PastUse(), TimeProvider.System);
        int warnings = 0;
        budgets.Warned += _ => Interlocked.Increment(ref warnings);
        long over = 0, granted = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(async () =>
        {
            Random random = new((seed * 100) + worker);
            for (int i = 0; i < 2_000; i++)
            {
                (long tokens, decimal money) = (random.Next(1, 400), random.Next(1, 200) / 1_000m);
                using BudgetReservation? reservation = budgets.TryReserve(tokens, money);
                if (budgets.Status().Any(one => one.UsedMoney + one.ReservedMoney > one.Options.Money || one.UsedTokens + one.ReservedTokens > one.Options.Tokens)) { Interlocked.Increment(ref over); }
                if (reservation is null) { continue; }
                Interlocked.Increment(ref granted);
                if (random.Next(4) == 0) { await Task.Yield(); }
                if (random.Next(10) > 0) { reservation.Settle(random.NextInt64(tokens + 1), Math.Round(money * random.Next(101) / 100, 6)); }    // Else it failed and gives all back.
            }
        })));

        Assert.Equal(0, over);
        Assert.True(granted > 20, $"{granted}");
        Assert.InRange(warnings, 1, 2);    // Once for each window.
        Assert.All(budgets.Status(), one => Assert.Equal((0L, 0m), (one.ReservedTokens, one.ReservedMoney)));
    }

    [Fact]
    public void What_was_spent_before_a_restart_counts_after_it()
    {
        VirtualTime time = new();
        DateTimeOffset now = time.GetUtcNow();
        BudgetOptions day = new(TimeSpan.FromDays(1), 1.00m, null, BudgetOptions.UsualWarning);
        GatewayScene.PastUse past = new(new BudgetUse(now - TimeSpan.FromHours(25), 10, 0.50m), new BudgetUse(now + TimeSpan.FromHours(2), 10, 0.40m), new BudgetUse(now - TimeSpan.FromHours(23), 10, 0.30m));
        ModelBudgets budgets = new([day], past, time);
        Assert.Equal(0.70m, budgets.Status()[0].UsedMoney);    // The one of a clock that was set back since counts from now on.
        Assert.Null(budgets.TryReserve(1, 0.31m));
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0.40m, budgets.Status()[0].UsedMoney);
        time.Advance(TimeSpan.FromHours(23));
        Assert.Equal(0m, budgets.Status()[0].UsedMoney);
    }

    private static void Compare(Random random, int seed)
    {
        VirtualTime time = new();
        BudgetOptions[] options = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => new BudgetOptions(
            TimeSpan.FromMinutes(random.Next(1, 100)), random.Next(3) == 0 ? null : random.Next(1, 50) / 10m, random.Next(3) == 0 ? null : random.Next(10, 2_000), 0.8m))];
        ModelBudgets budgets = new(options, new GatewayScene.PastUse(), time);
        NaiveBudget[] twins = [.. options.Select(one => new NaiveBudget(one))];
        List<(BudgetReservation Reservation, long Tokens, decimal Money)> open = [];
        for (int step = 0; step < 200; step++)
        {
            DateTimeOffset now = time.GetUtcNow();
            switch (random.Next(4))
            {
                case 0:
                    time.Advance(TimeSpan.FromSeconds(random.Next(1, 2_000)));
                    break;
                case 1 when open.Count > 0:
                    (BudgetReservation reservation, long reservedTokens, decimal reservedMoney) = open[random.Next(open.Count)];
                    open.Remove((reservation, reservedTokens, reservedMoney));
                    BudgetUse use = new(now, random.NextInt64(reservedTokens * 5 / 4 + 1), Math.Round(reservedMoney * random.Next(126) / 100, 6));    // Now and then a server counts more.
                    reservation.Settle(use.Tokens, use.Money);
                    foreach (NaiveBudget twin in twins) { twin.Settle(reservedTokens, reservedMoney, use); }
                    break;
                default:
                    (long tokens, decimal money) = (random.Next(300), random.Next(100) / 100m);
                    bool fits = twins.All(twin => twin.Fits(tokens, money, now));
                    BudgetReservation? got = budgets.TryReserve(tokens, money);
                    Assert.True(fits == got is not null, $"seed {seed}, step {step}");
                    if (got is null) { break; }
                    open.Add((got, tokens, money));
                    foreach (NaiveBudget twin in twins) { twin.Reserve(tokens, money); }
                    break;
            }

            now = time.GetUtcNow();
            Assert.Equal(twins.Select(twin => (twin.UsedTokens(now), twin.UsedMoney(now), twin.ReservedTokens)), budgets.Status().Select(one => (one.UsedTokens, one.UsedMoney, one.ReservedTokens)));
        }
    }
}
