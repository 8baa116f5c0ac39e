using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Unit.Accounts;

public class AccountOptionsTests
{
    private static readonly AccountOptions Valid = new() { Id = new AccountId(0), Name = "main" };

    [Fact]
    public void Unusable_options_are_refused_by_account_and_field()
    {
        Refuses("Name", Valid with { Name = "" });
        Refuses("InitialCash must be not negative", Valid with { InitialCash = [AccountWorld.Of(-1, AccountWorld.Usd)] });
        Refuses("one amount of USD", Valid with { InitialCash = [AccountWorld.Of(1, AccountWorld.Usd), AccountWorld.Of(2, AccountWorld.Usd)] });
        Refuses("with a currency", Valid with { InitialCash = [new Money(1, Currency.None)] });
        Refuses("place in the list is 0", Valid with { Id = new AccountId(1) });
        Refuses("twice", Valid, Valid with { Id = new AccountId(1) });
        Refuses("At least one account");
    }

    private static void Refuses(string expected, params AccountOptions[] accounts) =>
        Assert.Contains(expected, Assert.Throws<ArgumentException>(() => new AccountBook(AccountWorld.Instruments, accounts)).Message, StringComparison.Ordinal);
}
