namespace LlmTrader.Strategies.Models.Calls;

/// <summary>What a model is asked for. Of each role the configuration names the group of models that answers.</summary>
public enum ModelRole
{
    /// <summary>Proposes rule sets.</summary>
    Actor,

    /// <summary>Judges what somebody else proposed.</summary>
    Checker,

    /// <summary>A person tries a prompt.</summary>
    Trial,
}
