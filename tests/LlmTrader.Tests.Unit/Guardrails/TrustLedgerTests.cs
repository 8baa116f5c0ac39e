using LlmTrader.Strategies.Models.Guardrails;

namespace LlmTrader.Tests.Unit.Guardrails;

public sealed class TrustLedgerTests
{
    [Theory]
    [InlineData(false, ToolEffect.ReadOnly, false, ToolGrant.Granted)]
    [InlineData(true, ToolEffect.ReadOnly, false, ToolGrant.Granted)]
    [InlineData(false, ToolEffect.Mutating, false, ToolGrant.ApprovalRequired)]
    [InlineData(false, ToolEffect.Mutating, true, ToolGrant.Granted)]
    [InlineData(true, ToolEffect.Mutating, false, ToolGrant.ApprovalRequired)]
    [InlineData(true, ToolEffect.Mutating, true, ToolGrant.ApprovalRequired)]
    [InlineData(true, (ToolEffect)7, true, ToolGrant.ApprovalRequired)]
    [InlineData(false, (ToolEffect)7, false, ToolGrant.ApprovalRequired)]
    public void What_has_read_a_strangers_words_changes_nothing_without_a_yes(bool isTainted, ToolEffect effect, bool isWaived, ToolGrant expected)
    {
        TrustLedger ledger = isTainted ? default(TrustLedger).AfterUntrusted() : default;
        Assert.Equal(isTainted, ledger.IsTainted);
        Assert.Equal(expected, ledger.Judge(effect, isWaived));
    }

    [Fact]
    public void Reading_is_never_undone()
    {
        TrustLedger read = default(TrustLedger).AfterUntrusted();
        Assert.True(read.AfterUntrusted().IsTainted);
        Assert.Equal(ToolGrant.ApprovalRequired, default);    // What nobody has judged is not granted.
    }
}
