using LlmTrader.Strategies.Models.Guardrails;

namespace LlmTrader.Tests.Unit.Guardrails;

public sealed class TrustLedgerTests
{
    [Theory]
    [InlineData(false, ToolEffect.ReadOnly, false, false, ToolGrant.Granted)]
    [InlineData(true, ToolEffect.ReadOnly, false, false, ToolGrant.Granted)]
    [InlineData(false, ToolEffect.Mutating, false, false, ToolGrant.ApprovalRequired)]
    [InlineData(false, ToolEffect.Mutating, false, true, ToolGrant.Granted)]
    [InlineData(true, ToolEffect.Mutating, false, true, ToolGrant.ApprovalRequired)]
    [InlineData(true, ToolEffect.Mutating, true, false, ToolGrant.Granted)]
    [InlineData(true, ToolEffect.Mutating, true, true, ToolGrant.Granted)]
    [InlineData(true, (ToolEffect)7, false, true, ToolGrant.ApprovalRequired)]
    public void What_has_read_a_strangers_words_changes_nothing_without_a_yes(bool isTainted, ToolEffect effect, bool isApproved, bool isWaived, ToolGrant expected)
    {
        TrustLedger ledger = isTainted ? default(TrustLedger).AfterUntrusted() : default;
        Assert.Equal(isTainted, ledger.IsTainted);
        Assert.Equal(expected, ledger.Judge(effect, isApproved, isWaived));
    }

    [Fact]
    public void Reading_is_never_undone()
    {
        TrustLedger read = default(TrustLedger).AfterUntrusted();
        Assert.True(read.With(default).IsTainted);
        Assert.True(default(TrustLedger).With(read).IsTainted);
        Assert.Equal(3, read.With(read).AfterUntrusted().UntrustedReads);
        Assert.Equal(ToolGrant.ApprovalRequired, default);    // What nobody has judged is not granted.
    }
}
