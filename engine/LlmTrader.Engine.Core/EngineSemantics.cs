namespace LlmTrader.Engine.Core;

/// <summary>The number of the rules by which events become decisions. It rises whenever an old journal would replay differently.</summary>
public static class EngineSemantics
{
    public const int Version = 5;
}
