using LlmTrader.Strategies.Generation.Acceptance;

namespace LlmTrader.Tests.Unit.Acceptance;

/// <summary>Both steps of acceptance in a row, as the chain takes them with a yes of the checker between.</summary>
internal static class WholeJudgement
{
    public static AcceptanceReport JudgeWhole(this AcceptanceRunner runner, AcceptanceRequest request)
    {
        AcceptanceReport report = runner.Judge(request);
        return report.IsHoldOutDue ? runner.OpenHoldOut(report) : report;
    }
}
