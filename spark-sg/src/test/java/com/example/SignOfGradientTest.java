package com.example;

import org.sparksg.credit.Rule;
import org.sparksg.pipeline.RuleContract;

class SignOfGradientTest extends RuleContract {
    @Override
    protected Rule rule() {
        return new SignOfGradient(0.1);
    }
}
